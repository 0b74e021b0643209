//! Cores and expressions as text.

mod core;
mod expression;
#[cfg(test)]
mod tests;

pub use core::expand;
pub(crate) use expression::Printer;

/// The shortest text that is read as the same number: `0.027`, `1e-6`.
pub(crate) fn number(x: f64) -> String {
    if x.is_nan() {
        return "nan".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let plain = format!("{x}");
    let short = format!("{x:e}");
    if plain.len() > short.len() + 2 {
        short
    } else {
        plain
    }
}
