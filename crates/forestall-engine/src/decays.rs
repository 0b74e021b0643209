//! States that go exponentially to a level of their own: a drug that is absorbed or eliminated, a population that nothing holds back.
//!
//! `x' = a - b x`, where `a` and `b` change with doses alone, has a closed form. Within a linearly implicit step such a state is taken from
//! it, so that its decay through ten orders of magnitude asks for no steps; those that read it keep their own errors in check. Explicit
//! steps integrate it: they are short where it is fast, and an exponential at each stage costs more than it saves where it is slow.

use forestall_model::{Binary, Core, Expr, Unary};

use crate::switches::varies;

/// `state' = inflow - rate state`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decay {
    pub state: usize,
    pub inflow: Expr,
    pub rate: Expr,
}

/// The states of `core` with a closed form between doses; those that are held between bounds have none.
pub(crate) fn of(core: &Core) -> Vec<Decay> {
    let states = core.states.iter().enumerate();
    let free = states.filter(|(_, own)| own.floor.is_none() && own.ceiling.is_none());
    let decay = |(state, own): (usize, &forestall_model::State)| {
        let Line { level, slope } = line(core, &own.rate, state)?;
        Some(Decay {
            state,
            inflow: level,
            rate: Expr::unary(Unary::Negate, slope),
        })
    };
    free.filter_map(decay).collect()
}

/// `level + slope x`, of which neither part varies between doses.
struct Line {
    level: Expr,
    slope: Expr,
}

/// An expression as a line in one state.
fn line(core: &Core, expr: &Expr, state: usize) -> Option<Line> {
    let zero = Expr::Number(0.0);
    if !varies(core, expr) {
        return Some(Line {
            level: expr.clone(),
            slope: zero,
        });
    }
    let both = |op: Binary, a: &Expr, b: &Expr| Expr::binary(op, a.clone(), b.clone());
    match expr {
        Expr::State(index) if *index == state => Some(Line {
            level: zero,
            slope: Expr::Number(1.0),
        }),
        Expr::Let(index) => line(core, &core.lets[*index].value, state),
        Expr::Unary(Unary::Negate, a) => {
            let a = line(core, a, state)?;
            Some(Line {
                level: Expr::unary(Unary::Negate, a.level),
                slope: Expr::unary(Unary::Negate, a.slope),
            })
        }
        Expr::Binary(op @ (Binary::Add | Binary::Subtract), ab) => {
            let (a, b) = (line(core, &ab.0, state)?, line(core, &ab.1, state)?);
            Some(Line {
                level: both(*op, &a.level, &b.level),
                slope: both(*op, &a.slope, &b.slope),
            })
        }
        Expr::Binary(op @ (Binary::Multiply | Binary::Divide), ab) => {
            let (moving, held) = match (varies(core, &ab.0), varies(core, &ab.1)) {
                (true, false) => (&ab.0, &ab.1),
                (false, true) if *op == Binary::Multiply => (&ab.1, &ab.0),
                _ => return None,
            };
            let own = line(core, moving, state)?;
            Some(Line {
                level: both(*op, &own.level, held),
                slope: both(*op, &own.slope, held),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forestall_model::{Source, load};

    /// The states with a closed form, by name.
    fn found(equations: &str) -> Vec<String> {
        let text = format!(
            "[model]\nname = \"t\"\ntime = \"day\"\n[parameter]\nk = 1\nm = 2\n[drug.D]\nexposure = \"amount\"\n{equations}\n[solver]\nuntil = \"1 day\"\n"
        );
        let core = load(&Source::new("t.toml", text), None).unwrap().core;
        let name = |own: Decay| core.states[own.state].name.clone();
        of(&core).into_iter().map(name).collect()
    }

    #[test]
    fn lines_in_the_state_itself_have_a_closed_form() {
        for rate in [
            "-k * x",
            "dose(D) - k * x",
            "k * (m - x) / m",
            "x",
            "k",
            "-(x * 2 - 3) * (k + m)",
            "if(dose(D) > 0, k, m) * x",
        ] {
            let own = format!("[state.x]\ninitial = 1\node = \"{rate}\"");
            assert_eq!(found(&own), ["x"], "{rate}");
        }
    }

    #[test]
    fn others_have_none() {
        for rate in [
            "-k * x * x",
            "-k * y",
            "y - k * x",
            "k / x",
            "-time * x",
            "if(x > 1, k, m)",
            "min(x, 1)",
            "-time_on(D) * x",
            "exp(-x)",
        ] {
            let own = format!(
                "[state.x]\ninitial = 1\node = \"{rate}\"\n[state.y]\ninitial = 1\node = \"x * y\""
            );
            assert!(found(&own).is_empty(), "{rate}");
        }
    }

    #[test]
    fn a_state_between_bounds_has_none() {
        assert!(found("[state.x]\ninitial = 1\nfloor = 0.5\node = \"-k * x\"").is_empty());
    }
}
