//! The state of one patient while a regimen is simulated: everything that is not a number to integrate.

use forestall_base::Stream;
use forestall_model::{Phase, Regimen};

use crate::{Run, dosing, run::Switch, simulate::Series};

/// What happened inside or at the end of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Event {
    /// Nothing that cuts the step.
    None,
    /// A stop rule ends the run at this time.
    End(f64),
    /// A stop rule that others wait for was met.
    Met,
    /// A comparison in the rates changes.
    Switch,
    /// A trigger of an event may change.
    Trigger,
    /// The regimen leaves its state by this way out.
    Leave(usize),
}

/// An event whose trigger has become true.
#[derive(Debug, Clone)]
pub(crate) struct Triggered {
    pub event: usize,
    /// Its new values, if they were worked out already.
    pub values: Option<Vec<f64>>,
}

/// A patient in a lane.
#[derive(Debug, Clone)]
pub(crate) struct Patient {
    pub job: usize,
    /// Present state of the regimen and when it was entered.
    pub phase: usize,
    pub entered: f64,
    /// Number of the next visit.
    pub visit: u64,
    /// Evaluated amounts of all drugs in all regimen states.
    pub amounts: Vec<f64>,
    pub doses: Vec<f64>,
    /// Single doses that are due at the present moment: drug and amount.
    pub pending: Vec<(usize, f64)>,
    /// Since when the doses hold, as far as exposure has been added up.
    pub since: f64,
    /// When a dose changes next without a decision.
    pub next_dose: f64,
    /// True and measured series, per assay.
    pub truth: Vec<Series>,
    pub measured: Vec<Series>,
    pub streams: Vec<Stream>,
    /// Measurement standard deviations, per assay: absolute, relative.
    pub spread: Vec<(f64, f64)>,
    /// Per stop rule, checks in a row that were true.
    pub in_a_row: Vec<u32>,
    /// When a step last ended because a rate jumps, and how often that has happened at almost one moment.
    pub last_switch: f64,
    pub close_switches: u32,
    /// Steps made again before the present jump: accepted ones, and rejected ones.
    pub retries: u32,
    pub rejections: u32,
    /// Number of recorded times.
    pub recorded: usize,
    /// Per event, whether its trigger was true when last looked at.
    pub triggers: Vec<bool>,
    /// Per event, how often it has been triggered.
    pub occurred: Vec<usize>,
    /// Events of the present moment that are still to happen.
    pub triggered: Vec<Triggered>,
    /// Draws that order events of equal priority.
    pub order: Stream,
    /// Changes of regimen state at the present moment, or almost.
    pub changes_now: u32,
    pub event: Event,
    pub run: Run,
}

impl Patient {
    /// Sets the doses that hold from `time` on and notes the single doses due; tells whether there are any. `offsets` say where each regimen state's amounts begin.
    pub(crate) fn give(
        &mut self,
        regimen: &Regimen,
        offsets: &[usize],
        time: f64,
        first: bool,
    ) -> bool {
        self.expose(time);
        let mut start = offsets[self.phase];
        self.next_dose = f64::INFINITY;
        self.pending.clear();
        let mut changed = false;
        for (drug, dosing) in regimen.phases[self.phase].doses.iter().enumerate() {
            let end = start + dosing::width(dosing);
            let (amount, next) = dosing::at(dosing, &self.amounts[start..end], time, self.entered);
            let due = dosing::due(dosing, &self.amounts[start..end], time, self.entered);
            self.pending
                .extend(due.into_iter().map(|amount| (drug, amount)));
            start = end;
            self.next_dose = self.next_dose.min(next);
            let from = self.doses[drug];
            if amount != from {
                changed = true;
                if !first {
                    self.run.switches.push(Switch {
                        time,
                        drug,
                        from,
                        to: amount,
                    });
                }
                self.doses[drug] = amount;
            }
        }
        if first {
            self.run.first_doses.clone_from(&self.doses);
        }
        changed || !self.pending.is_empty()
    }

    /// Adds the time since the last call to the exposure of each drug.
    pub(crate) fn expose(&mut self, time: f64) {
        let length = time - self.since;
        self.since = time;
        for (drug, &dose) in self.doses.iter().enumerate() {
            if dose > 0.0 {
                self.run.time_on[drug] += length;
                self.run.exposure[drug] += dose * length;
            }
        }
    }
}

/// Where the amounts of each regimen state begin.
pub(crate) fn offsets(regimen: &Regimen) -> Vec<usize> {
    let mut next = 0;
    let mut begin = |phase: &Phase| {
        let start = next;
        next += phase.doses.iter().map(dosing::width).sum::<usize>();
        start
    };
    regimen.phases.iter().map(&mut begin).collect()
}
