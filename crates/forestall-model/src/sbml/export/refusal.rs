//! What of a model SBML core cannot say: refused by name.

use crate::{Core, Decide, Expr, Memory, Method, Regimen};
use forestall_base::{Diagnostic, Diagnostics};

/// Refuses a model under a regimen if its course in time could not be the same in SBML.
pub(super) fn refuse(core: &Core, regimen: &Regimen) -> Result<(), Diagnostics> {
    let mut notes = Vec::new();
    method(core, &mut notes);
    for state in &core.states {
        if state.floor.is_some() || state.ceiling.is_some() {
            let what = format!("the floor or ceiling of {}", state.name);
            notes.push(unsupported(
                &what,
                "SBML has no bounds on what changes in time",
            ));
        }
    }
    if core.start.is_some() {
        notes.push(unsupported(
            "how a past leads to time 0 ([start])",
            "SBML begins with values: a copy of the file with the values reached can be exported",
        ));
    }
    time_on(core, &mut notes);
    decisions(core, regimen, &mut notes);
    if notes.is_empty() {
        Ok(())
    } else {
        Err(Diagnostics(notes))
    }
}

fn unsupported(what: &str, help: &str) -> Diagnostic {
    Diagnostic::error("M1015", format!("SBML core cannot say {what}")).help(help)
}

fn method(core: &Core, notes: &mut Vec<Diagnostic>) {
    match core.solver.method {
        Method::Adaptive { .. } | Method::Stiff { .. } => {}
        Method::Map { .. } => notes.push(unsupported(
            "a discrete map",
            "the model has no derivatives: method = \"map\" gives each state its next value",
        )),
        Method::Rk4 { .. } => notes.push(unsupported(
            "a fixed step",
            "the numbers of the file hold for method = \"rk4\" only; a copy of it with method = \"adaptive\" can be exported",
        )),
    }
}

/// Expressions that give the course in time.
fn dynamics(core: &Core) -> impl Iterator<Item = &Expr> {
    (core.lets.iter().map(|own| &own.value))
        .chain(core.states.iter().map(|own| &own.rate))
        .chain(core.channels.iter().map(|own| &own.rate))
        .chain(core.assays.iter().map(|own| &own.value))
        .chain(core.events.iter().filter_map(|own| own.trigger.condition()))
        .chain((core.events.iter()).flat_map(|own| own.assignments.iter().map(|set| &set.1)))
}

fn time_on(core: &Core, notes: &mut Vec<Diagnostic>) {
    let mut found: Vec<usize> = Vec::new();
    for expr in dynamics(core) {
        expr.walk(&mut |part| {
            if let Expr::TimeOn(drug) = part {
                found.push(*drug);
            }
        });
    }
    found.sort_unstable();
    found.dedup();
    for drug in found {
        let what = format!("time_on({})", core.drugs[drug].name);
        notes.push(unsupported(
            &what,
            "how long a drug has been on depends on its whole calendar",
        ));
    }
}

fn decisions(core: &Core, regimen: &Regimen, notes: &mut Vec<Diagnostic>) {
    let name = &regimen.name;
    match regimen.decide {
        Decide::Never => {}
        Decide::Visits { .. } => {
            let fixed: Vec<&str> = (core.regimens.iter())
                .filter(|own| own.decide == Decide::Never)
                .map(|own| own.name.as_str())
                .collect();
            let help = match fixed.as_slice() {
                [] => "the model has no regimen with a fixed calendar; add one to export it"
                    .to_owned(),
                all => format!("name a regimen with a fixed calendar: {}", all.join(", ")),
            };
            let what = format!("what regimen \"{name}\" decides at visits");
            notes.push(unsupported(&what, &help));
        }
        Decide::Continuous => {
            for leave in regimen.phases.iter().flat_map(|own| &own.leave) {
                leave.when.walk(&mut |part| match part {
                    Expr::Assay(assay, memory) if *memory != Memory::Latest => {
                        let assay = &core.assays[*assay].name;
                        let what = format!(
                            "what regimen \"{name}\" remembers of {assay}: its {}",
                            remembered(*memory)
                        );
                        notes.push(unsupported(&what, "SBML has no memory of measurements"));
                    }
                    _ => {}
                });
            }
        }
    }
}

fn remembered(memory: Memory) -> &'static str {
    match memory {
        Memory::Latest => "latest value",
        Memory::Baseline => "baseline",
        Memory::Previous => "previous value",
        Memory::Nadir => "nadir",
        Memory::Peak => "peak",
    }
}
