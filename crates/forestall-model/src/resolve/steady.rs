//! `[steady]`: where steady states are looked for.

use super::checker::Checker;
use crate::document::{ExpectTableValue, Span};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// One finite range per population and state.
    pub fn steady(&mut self) {
        let document = self.document;
        let Some(table) = &document.steady else {
            return;
        };
        if self.is_map() {
            let note = Diagnostic::error("M0609", "[steady] does nothing with method \"map\"");
            self.reader.note(table.at, note.help("delete it"));
        }
        let names = self.names.states.clone();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut ranges = vec![(f64::NAN, f64::NAN); names.len()];
        for entry in &table.range.0 {
            let range = &entry.value;
            let kind = "population or state";
            let Some(index) = self.index_of(entry.span, kind, &entry.name, &names) else {
                continue;
            };
            if range.span != Span::default() && !(range.low.is_finite() && range.high.is_finite()) {
                let message = format!("the range of {} is infinite", entry.name);
                let note = Diagnostic::error("M0107", message).expected("two finite numbers");
                self.reader.note(range.span, note);
            }
            ranges[index] = (range.low, range.high);
        }
        let missing: Vec<&str> = (names.iter().zip(&ranges))
            .filter(|(_, range)| range.0.is_nan())
            .map(|(name, _)| *name)
            .collect();
        if !missing.is_empty() && !self.reader.failed() {
            let message = format!("[steady] gives no range of {}", missing.join(", "));
            let note = Diagnostic::error("M0102", message)
                .expected("a smallest and a largest value of every population and state");
            self.reader.note(table.at, note);
        }
        self.core.steady = ranges;
    }

    /// Steady states need ranges.
    pub fn refuse_without_steady(&mut self, expect: &ExpectTableValue) {
        if self.document.steady.is_some() {
            return;
        }
        let states = self.names.states.first().map_or("S", String::as_str);
        let note = Diagnostic::error(
            "M0709",
            "the file does not say where steady states are looked for",
        )
        .help(format!(
            "add [steady] with range = {{ {states} = [0, 1e9], ... }}, one for every population and state"
        ));
        self.reader.note(expect.of.token, note);
    }
}
