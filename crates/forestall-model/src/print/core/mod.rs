//! `expand`: the flat core as text.

mod control;
mod dynamics;
mod study;

use crate::Core;
use std::fmt::Write;

/// The flat core as text, one fact a line, in the order of the file.
///
/// Parameters with value, unit, bounds, prior and source; named expressions in the order of their
/// evaluation; one reaction per channel and the equations that they add up to; assays, regimens,
/// stop rules and the order in which they are looked at. The same core gives the same text.
pub fn expand(core: &Core) -> String {
    let mut page = Page::default();
    page.line(format!("# {}", core.name));
    for text in [&core.cite, &core.summary].into_iter().flatten() {
        for line in text.trim().lines() {
            page.line(format!("# {}", line.trim()));
        }
    }
    for (what, words) in [
        ("mechanisms", &core.mechanisms),
        ("strategies", &core.strategies),
    ] {
        if !words.is_empty() {
            page.line(format!("# {what}: {}", words.join(", ")));
        }
    }
    page.line(format!("# time is measured in {}", core.time_unit));
    dynamics::write(core, &mut page);
    control::write(core, &mut page);
    study::write(core, &mut page);
    page.0
}

/// Text, line by line.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: impl AsRef<str>) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{}", text.as_ref());
    }

    /// Blank line between groups.
    fn gap(&mut self) {
        self.0.push('\n');
    }
}

/// ` [1/day]`, or nothing without unit.
fn bracket(unit: &str) -> String {
    if unit == "1" {
        String::new()
    } else {
        format!(" [{unit}]")
    }
}
