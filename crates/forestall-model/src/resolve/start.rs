//! `[start]`: what comes before time 0.

use super::checker::Checker;
use super::place::Place;
use crate::Start;
use crate::syntax::Part;
use forestall_base::Diagnostic;

/// How long a past may be, in units of time, if the file does not say.
const AT_MOST: f64 = 1e6;

impl Checker<'_, '_> {
    /// The past, after assays and regimens are known.
    pub fn start(&mut self) {
        let document = self.document;
        let Some(table) = &document.start else { return };
        let steady = (table.until.tree.as_ref())
            .is_some_and(|tree| matches!(&tree.part, Part::Name(name) if name == "steady"));
        let until = if steady {
            if self.is_map() {
                let note =
                    Diagnostic::error("M0622", "a map has no time derivatives that could vanish")
                        .expected("a condition, such as until = \"S > 1e9\"");
                self.reader.note(table.until.token, note);
            }
            None
        } else {
            let place = Place {
                time: false,
                values: true,
                ..Place::dynamics("the end of the past")
            };
            Some(self.resolve_condition(&table.until, &place))
        };
        let regimens: Vec<&str> = (document.regimen.0.iter())
            .map(|entry| entry.name.as_str())
            .collect();
        let regimen = (table.regimen.as_ref())
            .and_then(|text| self.index_of(text.span, "regimen", &text.value, &regimens));
        let at_most = table.at_most.as_ref();
        self.core.start = Some(Start {
            until,
            regimen,
            at_most: at_most.map_or(AT_MOST, |own| self.duration(own, true)),
        });
    }
}
