//! Cores and expressions as text.

#[expect(
    clippy::format_push_string,
    reason = "put together once, for people to read"
)]
mod core;
mod expression;
#[cfg(test)]
mod tests;

pub use core::expand;
pub(crate) use expression::Printer;

/// An expression of a core in the words of the language.
///
/// ```
/// let text = "[model]\nname = \"m\"\ntime = \"day\"\n[parameter]\nr = 1\n[population.S]\ninitial = 1\nbirth = \"2 * r\"\n";
/// let core = forestall_model::load(&forestall_model::Source::new("m", text), None)?.core;
/// assert_eq!(forestall_model::written(&core, &core.channels[0].rate), "2 * r * S");
/// # Ok::<(), forestall_base::Diagnostics>(())
/// ```
pub fn written(core: &crate::Core, expression: &crate::Expr) -> String {
    Printer::new(core, &[]).text(expression)
}

/// `1 argument`, `2 arguments`
pub(crate) fn arguments(count: usize) -> String {
    match count {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        many => format!("{many} arguments"),
    }
}

/// The shortest text that is read as the same number: `0.027`, `1e-6`.
pub(crate) fn number(x: f64) -> String {
    if x.is_nan() {
        return "nan".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let plain = format!("{x}");
    if (1e-3..1e7).contains(&x.abs()) {
        return plain;
    }
    let short = format!("{x:e}");
    if plain.len() > short.len() {
        short
    } else {
        plain
    }
}
