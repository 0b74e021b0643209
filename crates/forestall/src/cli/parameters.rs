//! `--set NAME=VALUE`.

use forestall_model::Core;

use super::{failure::Failure, simulate::repeated};

/// The model's default parameters with those of `--set`.
pub(crate) fn set_parameters(core: &Core, set: &[String]) -> Result<Vec<f64>, Failure> {
    let mut values = core.defaults();
    let names: Vec<&str> = set
        .iter()
        .filter_map(|text| Some(text.split_once('=')?.0.trim()))
        .collect();
    if let Some(name) = repeated(&names) {
        return Err(Failure::usage(
            format!("--set {name} is given twice"),
            "give each parameter one value",
        ));
    }
    for text in set {
        let Some((name, number)) = text.split_once('=') else {
            let message = format!("--set {text}: there is no \"=\"");
            return Err(Failure::usage(
                message,
                "write --set NAME=VALUE, such as --set n0=0.5",
            ));
        };
        let (name, number) = (name.trim(), number.trim());
        let Some(index) = core.parameter(name) else {
            let all = core.parameters.iter().map(|p| p.name.as_str());
            let help = match forestall_base::nearest(name, all.clone()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("the model has {}", all.collect::<Vec<_>>().join(", ")),
            };
            return Err(Failure::usage(
                format!("--set {text}: there is no parameter \"{name}\""),
                help,
            ));
        };
        let value: f64 = number
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite())
            .ok_or_else(|| {
                Failure::usage(
                    format!("--set {text}: \"{number}\" is not a number"),
                    "write a number such as 0.5 or 1e-3",
                )
            })?;
        let (low, high) = core.parameters[index].bounds;
        if !(low..=high).contains(&value) {
            let message =
                format!("--set {text}: {value} lies outside the bounds of {name}, {low} to {high}");
            return Err(Failure::usage(
                message,
                "choose a value within the bounds, or change them in the model file",
            ));
        }
        values[index] = value;
    }
    Ok(values)
}

/// Names and bounds of all parameters, for readers of tables whose columns may hold them.
pub(crate) fn named_bounds(core: &Core) -> Vec<(&str, (f64, f64))> {
    let parameters = core.parameters.iter();
    parameters
        .map(|own| (own.name.as_str(), own.bounds))
        .collect()
}

/// A patient's parameters: `values` of those that a table has, by index, the others as in `base`.
pub(crate) fn completed(base: &[f64], parameters: &[usize], values: &[f64]) -> Vec<f64> {
    let mut all = base.to_vec();
    for (&parameter, &value) in parameters.iter().zip(values) {
        all[parameter] = value;
    }
    all
}
