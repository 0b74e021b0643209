//! The share of patients without an event over time, from times of which some are censored.

use serde::{Deserialize, Serialize};

/// A patient's time to an event, or to the last visit without one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// When; in the unit of its curve.
    pub time: f64,
    /// Whether the event came; if not, the patient is censored then.
    pub event: bool,
}

/// The product-limit estimate of the share without an event (Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452).
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// One step per distinct time of an event, in order.
    pub steps: Vec<KaplanMeierStep>,
    /// Times at which somebody was censored, in order.
    pub censored: Vec<f64>,
    /// All times, in order.
    times: Vec<f64>,
}

/// What happens at one time of an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KaplanMeierStep {
    /// When.
    pub time: f64,
    /// Patients followed up to then.
    pub at_risk: usize,
    /// Events then.
    pub events: usize,
    /// Share without an event afterwards.
    pub share: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

impl KaplanMeier {
    /// The estimate; patients whose time is not a number are left out. An event goes before a censoring at the same time.
    ///
    /// Intervals are Greenwood's (1926) on the log(-log) scale, as Kalbfleisch and Prentice (1980) have them, so that they
    /// stay within 0 and 1.
    pub fn of(subjects: &[Subject]) -> Self {
        let mut sorted: Vec<Subject> = subjects
            .iter()
            .copied()
            .filter(|subject| !subject.time.is_nan())
            .collect();
        sorted.sort_by(|a, b| a.time.total_cmp(&b.time).then(b.event.cmp(&a.event)));
        let mut steps = Vec::new();
        let mut share = 1.0;
        let mut greenwood = 0.0;
        let mut first = 0;
        while first < sorted.len() {
            let time = sorted[first].time;
            let same = sorted[first..]
                .iter()
                .take_while(|subject| subject.time == time);
            let (count, events) = same.fold((0, 0), |(count, events), subject| {
                (count + 1, events + usize::from(subject.event))
            });
            let at_risk = sorted.len() - first;
            if events > 0 {
                let (n, d) = (at_risk as f64, events as f64);
                share *= 1.0 - d / n;
                greenwood += d / (n * (n - d));
                let (low, high) = interval(share, greenwood);
                steps.push(KaplanMeierStep {
                    time,
                    at_risk,
                    events,
                    share,
                    low,
                    high,
                });
            }
            first += count;
        }
        let censored = sorted.iter().filter(|subject| !subject.event);
        Self {
            steps,
            censored: censored.map(|subject| subject.time).collect(),
            times: sorted.iter().map(|subject| subject.time).collect(),
        }
    }

    /// Number of patients.
    pub fn patients(&self) -> usize {
        self.times.len()
    }

    /// Number of events.
    pub fn events(&self) -> usize {
        self.steps.iter().map(|step| step.events).sum()
    }

    /// Last time of anybody.
    pub fn last(&self) -> Option<f64> {
        self.times.last().copied()
    }

    /// Patients followed up to this time without an event before it.
    pub fn at_risk(&self, time: f64) -> usize {
        self.times.iter().filter(|&&end| end >= time).count()
    }

    /// Share without an event after this time.
    pub fn share(&self, time: f64) -> f64 {
        let before = self.steps.iter().take_while(|step| step.time <= time);
        before.last().map_or(1.0, |step| step.share)
    }

    /// Smallest time at which the share is one half or less; `None` if it never is.
    pub fn median(&self) -> Option<f64> {
        let reached = self.steps.iter().find(|step| step.share <= 0.5 + 1e-12);
        reached.map(|step| step.time)
    }

    /// The median, or the middle of the flat piece where the curve runs at one half exactly, as R's `survfit` and many
    /// papers have it; `None` if one half is never reached.
    pub fn median_midpoint(&self) -> Option<f64> {
        let at = self
            .steps
            .iter()
            .position(|step| step.share <= 0.5 + 1e-12)?;
        let step = self.steps[at];
        let touches = (step.share - 0.5).abs() < 1e-12;
        match self.steps.get(at + 1) {
            Some(next) if touches => Some(f64::midpoint(step.time, next.time)),
            _ => Some(step.time),
        }
    }
}

/// 95 % interval of a share, from the sum in Greenwood's formula.
fn interval(share: f64, greenwood: f64) -> (f64, f64) {
    if share <= 0.0 || !greenwood.is_finite() {
        return (0.0, share.max(0.0));
    }
    let log = libm::log(share);
    if log == 0.0 {
        return (1.0, 1.0);
    }
    let z = 1.959_963_984_540_054;
    let width = libm::exp(z * libm::sqrt(greenwood) / log.abs());
    (libm::pow(share, width), libm::pow(share, 1.0 / width))
}

#[cfg(test)]
#[path = "kaplan_meier_tests.rs"]
mod tests;
