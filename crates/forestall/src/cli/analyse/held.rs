//! The equations to analyse: model, parameters, doses, ranges.

use forestall_engine::{HeldDose, Model};
use forestall_model::{Core, Source};

use super::{
    arguments::HeldArguments,
    named::{entries, index, number, range},
};
use crate::cli::{
    choice::chosen_regimens, failure::Failure, files::load_model, parameters::set_parameters,
};

/// Equations with doses held.
pub(super) struct Held {
    pub source: Source,
    pub model: Model,
    /// A value per parameter, held doses that vary among them.
    pub parameters: Vec<f64>,
    /// One range per state.
    pub ranges: Vec<(f64, f64)>,
    /// What is given, in words.
    pub given: String,
}

/// Reads the model and holds its doses; `along` may name a dose that is to vary.
pub(super) fn held(arguments: &HeldArguments, along: Option<&str>) -> Result<Held, Failure> {
    let (source, core) = load_model(&arguments.model.model, arguments.model.variant.as_deref())?;
    let mut parameters = set_parameters(&core, &arguments.set)?;
    let ranges = ranges(&core, &arguments.range)?;
    let regimen = match &arguments.regimen {
        Some(name) => chosen_regimens(&core, std::slice::from_ref(name))?
            .first()
            .copied(),
        None if core.regimens.is_empty() => None,
        None => Some(0),
    };
    let drugs: Vec<&str> = core.drugs.iter().map(|d| d.name.as_str()).collect();
    let mut doses = Vec::new();
    let mut words = Vec::new();
    for (drug, text) in entries(
        "--dose",
        "DRUG=AMOUNT, such as --dose D=0.5",
        "drug",
        &arguments.dose,
        &drugs,
    )? {
        let amount = number(&format!("--dose {}", drugs[drug]), text)?;
        if amount < 0.0 {
            let message = format!(
                "--dose {}={amount}: less than nothing cannot be given",
                drugs[drug]
            );
            return Err(Failure::usage(message, "give 0 or more"));
        }
        words.push(format!("{} at {amount}", drugs[drug]));
        doses.push((drug, HeldDose::At(amount)));
    }
    if let Some(name) = along.and_then(varied_drug) {
        let drug = index(&format!("--along dose({name})"), "drug", name, &drugs)?;
        let value = doses.iter().find_map(|(own, dose)| match dose {
            HeldDose::At(amount) if *own == drug => Some(*amount),
            _ => None,
        });
        doses.push((drug, HeldDose::Varied(value.unwrap_or(0.0))));
    }
    if let Some(regimen) = regimen.filter(|_| doses.len() < core.drugs.len()) {
        words.push(format!("regimen {}", core.regimens[regimen].name));
    }
    let model = Model::new(core)?.held(regimen, &doses)?;
    // Doses that vary have become the last parameters.
    let all = model.core().defaults();
    parameters.extend_from_slice(&all[parameters.len()..]);
    Ok(Held {
        source,
        model,
        parameters,
        ranges,
        given: words.join(", "),
    })
}

/// The drug in `dose(D)`.
fn varied_drug(along: &str) -> Option<&str> {
    let inner = along.trim().strip_prefix("dose(")?.strip_suffix(')')?;
    Some(inner.trim())
}

/// One range per state: those of the file, with those of the command line in their place.
fn ranges(core: &Core, texts: &[String]) -> Result<Vec<(f64, f64)>, Failure> {
    let states: Vec<&str> = core.states.iter().map(|s| s.name.as_str()).collect();
    let mut all: Vec<Option<(f64, f64)>> = match core.steady.len() {
        0 => vec![None; states.len()],
        _ => core.steady.iter().copied().map(Some).collect(),
    };
    for (state, text) in entries(
        "--range",
        "STATE=LOW:HIGH, such as --range S=0:1e9",
        "population or state",
        texts,
        &states,
    )? {
        all[state] = Some(range(&format!("--range {}", states[state]), text)?);
    }
    let missing: Vec<&str> = (states.iter().zip(&all))
        .filter(|(_, r)| r.is_none())
        .map(|(s, _)| *s)
        .collect();
    if let Some(first) = missing.first() {
        return Err(Failure::usage(
            format!(
                "nothing says within which bounds steady states are looked for: no range of {}",
                missing.join(", ")
            ),
            format!("add [steady] to the model file, or give --range {first}=0:1e9 for each"),
        ));
    }
    Ok(all.into_iter().flatten().collect())
}
