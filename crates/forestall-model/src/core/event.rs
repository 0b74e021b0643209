//! What sets states at its moment: when a condition becomes true, or by the calendar.

use crate::Expr;

/// States that are set at one moment.
///
/// Of several events at one moment, the one with the largest priority comes first; the conditions are looked at again after each.
#[expect(clippy::struct_excessive_bools, reason = "the attributes of an event")]
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Name.
    pub name: String,
    /// When it happens.
    pub trigger: Trigger,
    /// Whether the condition counts as true before time 0, so that the event does not happen at once.
    pub initial: bool,
    /// Whether it happens at most once in a run.
    pub once: bool,
    /// Whether the event still happens if another one of the same moment makes the condition false.
    pub persistent: bool,
    /// Whether the new values are worked out when the condition becomes true, before other events of the moment.
    pub values_at_trigger: bool,
    /// Priority among events of one moment; without it, an event comes last.
    pub priority: Option<Expr>,
    /// States and their new values, all from the values before.
    pub assignments: Vec<(usize, Expr)>,
}

/// When an event happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// When a condition in states, parameters, doses and time becomes true.
    Condition(Expr),
    /// At these times, in ascending order.
    Times(Vec<f64>),
    /// At `first`, `first + every`, ...
    Every {
        /// The first time.
        first: f64,
        /// Time between two.
        every: f64,
        /// How often; to the end of the run if not given.
        times: Option<u32>,
    },
}

impl Trigger {
    /// The condition, if there is one.
    pub fn condition(&self) -> Option<&Expr> {
        match self {
            Self::Condition(expr) => Some(expr),
            Self::Times(_) | Self::Every { .. } => None,
        }
    }

    /// Time of occurrence number `index` of the calendar, counted from 0; nothing for a condition and after the last.
    ///
    /// ```
    /// use forestall_model::Trigger;
    ///
    /// let weekly = Trigger::Every { first: 7.0, every: 7.0, times: Some(2) };
    /// assert_eq!((weekly.time(1), weekly.time(2)), (Some(14.0), None));
    /// ```
    pub fn time(&self, index: usize) -> Option<f64> {
        match self {
            Self::Condition(_) => None,
            Self::Times(times) => times.get(index).copied(),
            Self::Every {
                first,
                every,
                times,
            } => {
                let open = times.is_none_or(|times| index < times as usize);
                open.then(|| first + index as f64 * every)
            }
        }
    }
}
