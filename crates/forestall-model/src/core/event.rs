//! What sets states at the moment a condition becomes true.

use crate::Expr;

/// States that are set at the moment a condition becomes true.
///
/// Of several events at one moment, the one with the largest priority comes first; the conditions are looked at again after each.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Name.
    pub name: String,
    /// Condition, in states, parameters, doses and time; the event happens when it becomes true.
    pub trigger: Expr,
    /// Whether the condition counts as true before time 0, so that the event does not happen at once.
    pub initial: bool,
    /// Whether the event still happens if another one of the same moment makes the condition false.
    pub persistent: bool,
    /// Whether the new values are worked out when the condition becomes true, before other events of the moment.
    pub values_at_trigger: bool,
    /// Priority among events of one moment; without it, an event comes last.
    pub priority: Option<Expr>,
    /// States and their new values, all from the values before.
    pub assignments: Vec<(usize, Expr)>,
}
