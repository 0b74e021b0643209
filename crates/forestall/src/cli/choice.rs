//! What was chosen by name on the command line.

use forestall_model::Core;

use super::failure::Failure;

/// Indices of the regimens asked for; all of them if none is named.
pub(crate) fn chosen_regimens(core: &Core, names: &[String]) -> Result<Vec<usize>, Failure> {
    if core.regimens.is_empty() {
        let help = "add a [regimen.NAME] section to the model file";
        return Err(Failure::usage(
            format!("model \"{}\" has no regimen", core.name),
            help,
        ));
    }
    if names.is_empty() {
        return Ok((0..core.regimens.len()).collect());
    }
    if let Some(name) = repeated(names) {
        return Err(Failure::usage(
            format!("--regimen {name} is given twice"),
            "name each regimen once",
        ));
    }
    let of = |name: &String| {
        core.regimen(name).ok_or_else(|| {
            let all: Vec<&str> = core.regimens.iter().map(|r| r.name.as_str()).collect();
            let help = match forestall_base::nearest(name, all.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("the model has {}", all.join(", ")),
            };
            Failure::usage(format!("there is no regimen \"{name}\""), help)
        })
    };
    names.iter().map(of).collect()
}

/// The first name that comes a second time.
pub(crate) fn repeated<T: PartialEq>(names: &[T]) -> Option<&T> {
    names
        .iter()
        .enumerate()
        .find(|(at, name)| names[..*at].contains(name))
        .map(|(_, name)| name)
}
