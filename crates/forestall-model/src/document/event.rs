//! `[event.NAME]`

use super::collection::OneOrMore;
use super::leaf::{Count, Flag};
use super::{Duration, Expression, Named, Number, table::table};

table! {
    /// States that are set at one moment: when a condition becomes true, or by the calendar.
    EventTable {
        /// Condition, in states, parameters, doses and time; the event happens when it becomes true.
        when: Option<Expression>,
        /// Of "when": whether it happens at most once; false if not given.
        once: Option<Flag>,
        /// Of "when": whether a condition that holds at time 0 has become true then; true if not given.
        at_start: Option<Flag>,
        /// Instead of "when": a time, or a list of times.
        #[schemars(rename = "at")]
        moments as "at": Option<OneOrMore<Duration>>,
        /// Instead of "when": time between two occurrences.
        every: Option<Duration>,
        /// Of "every": time of the first occurrence; one interval after the start if not given.
        first: Option<Duration>,
        /// Of "every": number of occurrences; to the end of the run if not given.
        times: Option<Count>,
        /// Populations and states and what they become, all from the values before.
        set: Named<Expression>,
        /// Of several events at one moment, the one with the largest number comes first; 0 if not given.
        priority: Option<Number>,
    }
}
