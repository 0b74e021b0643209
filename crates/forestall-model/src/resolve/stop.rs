//! `[stop]`: what ends a run, or is timed in it.

use super::checker::Checker;
use super::order::order;
use super::place::Place;
use crate::document::{OrderWord, Rule, StopTable};
use crate::{Check, Stop};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// Stop rules in the order of the file.
    pub fn stops(&mut self) {
        let document = self.document;
        let entries = &document.stop.0;
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        for entry in entries {
            let table = &entry.value;
            let place = Place::stop(format!("the condition of stop {}", entry.name));
            let when = self.resolve_condition(&table.when, &place);
            let tolerance = table.tolerance.map_or(0.0, |tolerance| {
                if tolerance.value < 0.0 {
                    self.refuse(tolerance.span, "M0105", "a tolerance is negative");
                }
                tolerance.value
            });
            let never_if = table.never_if.as_ref().map(|never_if| {
                let place = Place::parameters(format!("never_if of stop {}", entry.name));
                self.resolve_condition(never_if, &place)
            });
            let after = table
                .after
                .as_ref()
                .and_then(|text| self.index_of(text.span, "stop rule", &text.value, &names));
            let check = self.check(table);
            self.core.stops.push(Stop {
                name: entry.name.clone(),
                when,
                tolerance,
                check,
                consecutive: table.consecutive.map_or(1, |count| count.value),
                ends: table.ends.is_none_or(|flag| flag.0),
                before_decision: table
                    .order
                    .as_ref()
                    .is_none_or(|word| word.value == OrderWord::Before),
                never_if,
                after,
            });
        }
        let depends: Vec<Vec<usize>> = (self.core.stops.iter())
            .map(|stop| stop.after.into_iter().collect())
            .collect();
        for cycle in order(&depends).1 {
            if let Some(after) = cycle
                .first()
                .and_then(|index| entries[*index].value.after.as_ref())
            {
                let note = Diagnostic::error("M0615", "stop rules wait for each other")
                    .help("\"after\" names a rule that must have been met before");
                self.reader.note(after.span, note);
            }
        }
    }

    fn check(&mut self, table: &StopTable) -> Check {
        let several = table.consecutive.filter(|count| count.value > 1);
        match &table.check.rule {
            Rule::Every(every, first) => {
                if let Some(first) = first {
                    let note = Diagnostic::error("M0101", "unknown key \"first\" in \"check\"")
                        .expected("\"every 1 day\": checks begin at time 0");
                    self.reader.note(first.span, note);
                }
                Check::Grid(self.duration(every, true))
            }
            Rule::Visits => Check::Visits,
            Rule::Continuous => {
                if let Some(count) = several {
                    let note = Diagnostic::error(
                        "M0616",
                        "\"consecutive\" counts checks, but this rule is checked all the time",
                    )
                    .help("write check = \"every 1 day\" or \"visits\"");
                    self.reader.note(count.span, note);
                }
                Check::Continuous
            }
            Rule::Unreadable => Check::Continuous,
        }
    }
}
