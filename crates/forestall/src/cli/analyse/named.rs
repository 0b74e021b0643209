//! `NAME=...` on the command line, where NAME is something in the model.

use crate::cli::{choice::repeated, failure::Failure};

/// Splits `NAME=REST` and finds NAME among `names`; each may come once.
pub(super) fn entries<'a>(
    option: &str,
    form: &str,
    what: &str,
    texts: &'a [String],
    names: &[&str],
) -> Result<Vec<(usize, &'a str)>, Failure> {
    let mut found = Vec::new();
    for text in texts {
        let Some((name, rest)) = text.split_once('=') else {
            return Err(Failure::usage(
                format!("{option} {text}: there is no \"=\""),
                format!("write {option} {form}"),
            ));
        };
        found.push((
            index(&format!("{option} {text}"), what, name.trim(), names)?,
            rest.trim(),
        ));
    }
    let indices: Vec<usize> = found.iter().map(|(index, _)| *index).collect();
    if let Some(&twice) = repeated(&indices) {
        let message = format!("{option} {} is given twice", names[twice]);
        return Err(Failure::usage(message, "give it once"));
    }
    Ok(found)
}

/// The index of `name` among `names`.
pub(super) fn index(
    option: &str,
    what: &str,
    name: &str,
    names: &[&str],
) -> Result<usize, Failure> {
    names.iter().position(|own| *own == name).ok_or_else(|| {
        let help = match forestall_base::nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if names.is_empty() => format!("the model has no {what}"),
            None => format!("the model has {}", names.join(", ")),
        };
        Failure::usage(format!("{option}: there is no {what} \"{name}\""), help)
    })
}

/// A finite number.
pub(super) fn number(option: &str, text: &str) -> Result<f64, Failure> {
    let value = text.parse().ok().filter(|v: &f64| v.is_finite());
    value.ok_or_else(|| {
        Failure::usage(
            format!("{option}: \"{text}\" is not a number"),
            "write a number such as 0.5 or 1e-3",
        )
    })
}

/// `LOW:HIGH`, two finite numbers in order.
pub(super) fn range(option: &str, text: &str) -> Result<(f64, f64), Failure> {
    let Some((low, high)) = text.split_once(':') else {
        let help = "write a smallest and a largest value, such as 0:1e9";
        return Err(Failure::usage(
            format!("{option}: \"{text}\" is no range"),
            help,
        ));
    };
    let (low, high) = (number(option, low.trim())?, number(option, high.trim())?);
    if low >= high {
        let message = format!("{option}: {low} is not below {high}");
        return Err(Failure::usage(message, "write the smallest value first"));
    }
    Ok((low, high))
}
