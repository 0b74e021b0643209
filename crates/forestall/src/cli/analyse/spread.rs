//! How parameters are spread: by the command line, the patients of the file, its priors, its bounds.

use forestall_fit::space::Prior;
use forestall_model::{Core, Distribution};

use super::{
    arguments::SpreadArguments,
    named::{entries, index},
};
use crate::cli::{choice::repeated, failure::Failure, parameters::set_parameters};

/// Parameters with their distributions, and the values of all.
pub(super) struct Spread {
    /// A value per parameter of the model.
    pub base: Vec<f64>,
    /// Index of each parameter that varies, with its distribution.
    pub varied: Vec<(usize, Prior)>,
}

impl Spread {
    /// All parameters, with those that vary at these quantiles.
    pub(super) fn at(&self, quantiles: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut all = self.base.clone();
        for ((index, prior), p) in self.varied.iter().zip(quantiles) {
            all[*index] = prior.quantile(p);
        }
        all
    }
}

/// Values of all parameters and the indices of those that are named after --parameter.
pub(super) fn named(
    core: &Core,
    arguments: &SpreadArguments,
) -> Result<(Vec<f64>, Vec<usize>), Failure> {
    let base = set_parameters(core, &arguments.set)?;
    let names: Vec<&str> = core.parameters.iter().map(|p| p.name.as_str()).collect();
    let chosen = arguments
        .parameter
        .iter()
        .map(|name| index("--parameter", "parameter", name.trim(), &names));
    let chosen = chosen.collect::<Result<Vec<usize>, Failure>>()?;
    if let Some(&twice) = repeated(&chosen) {
        let message = format!("--parameter {} is given twice", names[twice]);
        return Err(Failure::usage(message, "name each parameter once"));
    }
    Ok((base, chosen))
}

/// The parameters to vary and how.
pub(super) fn spread(core: &Core, arguments: &SpreadArguments) -> Result<Spread, Failure> {
    let (base, chosen) = named(core, arguments)?;
    if let Some(share) = arguments.spread.filter(|s| !(*s > 0.0 && *s <= 1.0)) {
        let message = format!("--spread {share}: a share is above 0 and at most 1");
        return Err(Failure::usage(
            message,
            "write for example --spread 0.2 for 20 % to both sides",
        ));
    }
    let names: Vec<&str> = core.parameters.iter().map(|p| p.name.as_str()).collect();
    let mut given = Vec::new();
    let form = "NAME=DISTRIBUTION, such as --prior 'r=lognormal(0.03, 0.4)'";
    for (parameter, text) in entries("--prior", form, "parameter", &arguments.prior, &names)? {
        let distribution = Distribution::parse(text).map_err(|mut notes| {
            for note in &mut notes.0 {
                note.message = format!("--prior {}: {}", names[parameter], note.message);
            }
            notes
        })?;
        given.push((parameter, distribution));
    }
    let mut varied = Vec::new();
    for parameter in 0..core.parameters.len() {
        let named = chosen.contains(&parameter);
        if !chosen.is_empty() && !named {
            continue;
        }
        let own = given
            .iter()
            .find(|(index, _)| *index == parameter)
            .map(|(_, d)| *d);
        let Some(distribution) =
            own.or_else(|| from_file(core, parameter, base[parameter], arguments))
        else {
            if named {
                let name = names[parameter];
                return Err(Failure::usage(
                    format!(
                        "nothing says how {name} is spread: it has no prior and no finite bounds"
                    ),
                    format!("give --prior '{name}=lognormal(...)', or --spread 0.2"),
                ));
            }
            continue;
        };
        let prior =
            Prior::new(distribution, core.parameters[parameter].bounds).ok_or_else(|| {
                let message = format!(
                    "the distribution of {} has no mass within its bounds",
                    names[parameter]
                );
                Failure::usage(
                    message,
                    "correct the distribution or the bounds of the parameter",
                )
            })?;
        varied.push((parameter, prior));
    }
    if varied.is_empty() {
        return Err(Failure::usage(
            format!(
                "nothing varies: no parameter of \"{}\" has a distribution",
                core.name
            ),
            "give --spread 0.2, or --prior NAME=DISTRIBUTION",
        ));
    }
    Ok(Spread { base, varied })
}

/// The distribution that the file gives, or a share of the value.
fn from_file(
    core: &Core,
    index: usize,
    value: f64,
    arguments: &SpreadArguments,
) -> Option<Distribution> {
    let parameter = &core.parameters[index];
    if let Some(share) = arguments.spread {
        let (a, b) = (value * (1.0 - share), value * (1.0 + share));
        return (a != b).then(|| Distribution::Uniform(a.min(b), a.max(b)));
    }
    if !core.patients.is_empty() {
        // Where the file says how patients differ, they differ in nothing else.
        let own = core
            .patients
            .iter()
            .find(|(own, _)| *own == index)
            .map(|(_, d)| *d);
        if own.is_some() || arguments.parameter.is_empty() {
            return own;
        }
    }
    let (low, high) = parameter.bounds;
    let bounded = low.is_finite() && high.is_finite() && low < high;
    parameter
        .prior
        .or_else(|| bounded.then_some(Distribution::Uniform(low, high)))
}
