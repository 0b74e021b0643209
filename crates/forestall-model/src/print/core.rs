//! `expand`: the flat core as text.

use super::{Printer, number};
use crate::Core;

/// The text of a core.
pub fn expand(core: &Core) -> String {
    let printer = Printer::new(core, &[]);
    let mut out = String::new();
    for state in &core.states {
        out.push_str(&format!(
            "{}' = {}\n",
            state.name,
            printer.text(&state.rate)
        ));
    }
    let _ = number;
    out
}
