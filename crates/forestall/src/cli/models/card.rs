//! What a library model is, as `models --json` tells it.

use forestall_model::{Core, Source, StateKind, Status, load};
use serde::Serialize;

use super::super::failure::Failure;

/// A model of the library.
#[derive(Debug, Serialize)]
pub(super) struct Card {
    pub(super) name: &'static str,
    pub(super) title: String,
    pub(super) summary: Option<String>,
    pub(super) cite: Option<String>,
    pub(super) time: String,
    pub(super) mechanisms: Vec<String>,
    pub(super) strategies: Vec<String>,
    pub(super) slips: Vec<String>,
    pub(super) populations: Vec<Named>,
    pub(super) states: Vec<Named>,
    pub(super) drugs: Vec<Named>,
    pub(super) assays: Vec<Named>,
    pub(super) regimens: Vec<Noted>,
    pub(super) stops: Vec<String>,
    pub(super) variants: Vec<String>,
    pub(super) parameters: usize,
    pub(super) checks: Checks,
}

/// Something with a unit.
#[derive(Debug, Serialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) unit: String,
}

/// A regimen and what it is.
#[derive(Debug, Serialize)]
pub(super) struct Noted {
    pub(super) name: String,
    pub(super) note: Option<String>,
}

/// How many `[expect]` tables the file has; those over the rows of a table hold many numbers each.
#[derive(Debug, Default, Serialize)]
pub(super) struct Checks {
    pub(super) total: usize,
    pub(super) published: usize,
    pub(super) computed: usize,
    pub(super) negative: usize,
    /// Those that need public data.
    pub(super) over_tables: usize,
    /// Engines other than `ode` that are asked for, with the number of checks.
    pub(super) engines: Vec<(String, usize)>,
}

impl Checks {
    fn of(core: &Core) -> Self {
        let mut checks = Self::default();
        for expect in &core.expects {
            checks.total += 1;
            match expect.status {
                Status::Published => checks.published += 1,
                Status::Computed => checks.computed += 1,
                Status::Negative => checks.negative += 1,
            }
            checks.over_tables += usize::from(expect.table.is_some());
            if expect.engine == "ode" {
                continue;
            }
            match checks.engines.iter_mut().find(|(e, _)| *e == expect.engine) {
                Some((_, count)) => *count += 1,
                None => checks.engines.push((expect.engine.clone(), 1)),
            }
        }
        checks
    }
}

impl Card {
    /// The card of a library model, from its text.
    pub(super) fn read(name: &'static str, text: &str) -> Result<Self, Failure> {
        let source = Source::new(format!("{name}.toml"), text);
        let core = load(&source, None).map_err(Failure::from)?.core;
        let states = |kind| -> Vec<Named> {
            let own = core.states.iter().filter(|state| state.kind == kind);
            own.map(|s| named(&s.name, &s.unit)).collect()
        };
        Ok(Self {
            name,
            populations: states(StateKind::Population),
            states: states(StateKind::Auxiliary),
            drugs: core.drugs.iter().map(|d| named(&d.name, &d.unit)).collect(),
            assays: core
                .assays
                .iter()
                .map(|a| named(&a.name, &a.unit))
                .collect(),
            regimens: core
                .regimens
                .iter()
                .map(|r| Noted {
                    name: r.name.clone(),
                    note: r.note.clone(),
                })
                .collect(),
            stops: core.stops.iter().map(|s| s.name.clone()).collect(),
            parameters: core.parameters.len(),
            checks: Checks::of(&core),
            title: core.name,
            summary: core.summary,
            cite: core.cite,
            time: core.time_unit,
            mechanisms: core.mechanisms,
            strategies: core.strategies,
            slips: core.slips,
            variants: core.variants,
        })
    }
}

fn named(name: &str, unit: &str) -> Named {
    Named {
        name: name.to_owned(),
        unit: unit.to_owned(),
    }
}
