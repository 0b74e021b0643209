//! `[solver]`: how time is advanced.

use super::checker::Checker;
use crate::Method;
use crate::document::{MethodWord, Number, Span};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// `[solver]`, or the defaults.
    pub fn solver(&mut self) {
        let Some(table) = &self.document.solver else {
            return;
        };
        if let Some(until) = &table.until {
            self.core.solver.until = self.duration(until, true);
        }
        let method = table
            .method
            .as_ref()
            .map_or(MethodWord::Adaptive, |word| word.value);
        let step = table.step.as_ref().map(|step| self.duration(step, true));
        match method {
            MethodWord::Adaptive | MethodWord::Stiff => {
                let stiff = method == MethodWord::Stiff;
                if let Some(step) = &table.step {
                    self.not_of(step.span, "step", if stiff { "stiff" } else { "adaptive" });
                }
                let relative = self.tolerance(table.rtol, "rtol", 1e-8);
                let absolute = self.tolerance(table.atol, "atol", 0.0);
                self.core.solver.method = if stiff {
                    Method::Stiff { relative, absolute }
                } else {
                    Method::Adaptive { relative, absolute }
                };
            }
            MethodWord::Rk4 | MethodWord::Map => {
                let word = if method == MethodWord::Map {
                    "map"
                } else {
                    "rk4"
                };
                if let Some(rtol) = table.rtol {
                    self.not_of(rtol.span, "rtol", word);
                }
                if let Some(atol) = table.atol {
                    self.not_of(atol.span, "atol", word);
                }
                let step = step.unwrap_or_else(|| {
                    let name = self.time.name();
                    let note = Diagnostic::error(
                        "M0102",
                        format!("missing key \"step\" in [solver], which method \"{word}\" needs"),
                    )
                    .expected(format!("for example step = \"1 {name}\""));
                    self.reader.note(table.at, note);
                    f64::NAN
                });
                self.core.solver.method = if method == MethodWord::Map {
                    Method::Map { step }
                } else {
                    Method::Rk4 { step }
                };
            }
        }
    }

    fn not_of(&mut self, span: Span, key: &str, method: &str) {
        let message = format!("\"{key}\" does nothing with method \"{method}\"");
        self.reader
            .note(span, Diagnostic::error("M0609", message).help("delete it"));
    }

    fn tolerance(&mut self, number: Option<Number>, key: &str, default: f64) -> f64 {
        let Some(number) = number else { return default };
        if number.value <= 0.0 || number.value > 0.1 {
            let note = Diagnostic::error("M0609", format!("\"{key}\" is not a tolerance"))
                .expected("more than 0, at most 0.1");
            self.reader.note(number.span, note);
        }
        number.value
    }
}
