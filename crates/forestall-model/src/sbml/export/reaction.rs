//! Channels as reactions.

use super::formula::Terms;
use super::page::{Page, attribute};
use crate::{Binary, Core, Expr, StateKind, Unary};

/// A reaction of the file.
#[derive(Debug)]
pub(super) struct Reaction {
    id: String,
    name: String,
    /// Whether its rate may be negative: births beyond capacity are deaths.
    reversible: bool,
    /// Species and by how many.
    change: Vec<(String, i32)>,
    /// Species that the rate depends on and that are not changed.
    modifiers: Vec<String>,
    rate: String,
}

/// A reaction per channel, and one per population for what its own equation adds; nothing where the channels are not what changes the
/// populations.
pub(super) fn reactions(core: &Core, terms: &Terms<'_>) -> Option<Vec<Reaction>> {
    let mut all = Vec::new();
    for (own, id) in core.channels.iter().zip(&terms.names.channels) {
        let births = own.change.iter().all(|(_, count)| *count > 0);
        all.push(reaction(
            id,
            &own.name,
            &own.change,
            &own.rate,
            births,
            terms,
        ));
    }
    for (index, state) in core.states.iter().enumerate() {
        if state.kind != StateKind::Population {
            if core
                .channels
                .iter()
                .any(|own| own.change.iter().any(|(to, _)| *to == index))
            {
                return None;
            }
            continue;
        }
        let rest = match (net(core, index), &state.rate) {
            (None, Expr::Number(0.0)) => continue,
            (None, rate) => rate,
            (Some(net), rate) if net == *rate => continue,
            (Some(net), Expr::Binary(Binary::Add, ab)) if net == ab.0 => &ab.1,
            _ => return None,
        };
        let name = format!("change of {}", state.name);
        let id = format!("change_of_{}", terms.names.states[index]);
        all.push(reaction(&id, &name, &[(index, 1)], rest, true, terms));
    }
    Some(all)
}

/// The sum of the channels of a state, as populations have it.
fn net(core: &Core, index: usize) -> Option<Expr> {
    let changes = core.channels.iter().flat_map(|own| {
        let own_changes = own.change.iter().filter(|(to, _)| *to == index);
        own_changes.map(|(_, count)| (*count, &own.rate))
    });
    changes.fold(None, |sum, (count, rate)| {
        let rate = rate.clone();
        Some(match sum {
            None if count > 0 => rate,
            None => Expr::unary(Unary::Negate, rate),
            Some(sum) if count > 0 => Expr::binary(Binary::Add, sum, rate),
            Some(sum) => Expr::binary(Binary::Subtract, sum, rate),
        })
    })
}

fn reaction(
    id: &str,
    name: &str,
    change: &[(usize, i32)],
    rate: &Expr,
    reversible: bool,
    terms: &Terms<'_>,
) -> Reaction {
    let mut others = Vec::new();
    rate.walk(&mut |part| {
        if let Expr::State(state) = part {
            let population = terms.core.states[*state].kind == StateKind::Population;
            if population && !change.iter().any(|(to, _)| to == state) {
                others.push(*state);
            }
        }
    });
    others.sort_unstable();
    others.dedup();
    let id_of = |state: usize| terms.names.states[state].clone();
    Reaction {
        id: id.to_owned(),
        name: name.to_owned(),
        reversible,
        change: change
            .iter()
            .map(|(to, count)| (id_of(*to), *count))
            .collect(),
        modifiers: others.into_iter().map(id_of).collect(),
        rate: terms.number(rate),
    }
}

impl Reaction {
    pub(super) fn write(&self, page: &mut Page) {
        let head = attribute("id", &self.id)
            + &attribute("name", &self.name)
            + &attribute("reversible", &self.reversible.to_string())
            + &attribute("sboTerm", "SBO:0000375");
        page.element("reaction", &head, |page| {
            for (list, sign) in [("listOfReactants", -1), ("listOfProducts", 1)] {
                page.list(list, |page| {
                    for (id, count) in self.change.iter().filter(|own| own.1.signum() == sign) {
                        page.line(&format!(
                            "<speciesReference species=\"{id}\" stoichiometry=\"{}\" constant=\"true\"/>",
                            count.abs()
                        ));
                    }
                });
            }
            page.list("listOfModifiers", |page| {
                for id in &self.modifiers {
                    page.line(&format!("<modifierSpeciesReference species=\"{id}\"/>"));
                }
            });
            page.element("kineticLaw", &attribute("sboTerm", "SBO:0000001"), |page| {
                page.math(&self.rate);
            });
        });
    }
}
