//! One `[expect]`: its cases are run and compared.

use std::path::Path;
use std::time::Instant;

use forestall_base::{Diagnostic, Diagnostics};
use forestall_engine::Model;
use forestall_model::{Core, Expect, Method, Source, Status, Tolerance, written};

use super::case::Case;
use super::memory::Memory;
use super::patients::Patients;
use super::rows::Rows;
use super::verification::{Checked, Failed, KnifeEdge, Open, Verification};

/// One `[expect]` at work.
pub(super) struct Check<'a> {
    pub(super) source: &'a Source,
    pub(super) expect: &'a Expect,
    pub(super) core: &'a Core,
    pub(super) data: Option<&'a Path>,
    pub(super) memory: &'a Memory,
}

impl Check<'_> {
    pub(super) fn refuse(&self, message: impl Into<String>) -> Diagnostics {
        let message = format!(
            "[expect.{}] in {}: {}",
            self.expect.name,
            self.source.name,
            message.into()
        );
        Diagnostics::from(Diagnostic::error("V0001", message))
    }

    pub(super) fn run(&self, all: &mut Verification) -> Result<(), Diagnostics> {
        let rows = match &self.expect.table {
            None => Rows::single(),
            Some(table) => {
                let found = self
                    .data
                    .map(|d| d.join(&table.file))
                    .filter(|p| p.is_file());
                let Some(path) = found else {
                    let reason = format!("{} is not in the data folder", table.file);
                    let (model, check) = (self.source.name.clone(), self.expect.name.clone());
                    all.skipped.push(Open {
                        model,
                        check,
                        reason,
                        comparisons: 0,
                    });
                    return Ok(());
                };
                Rows::read(&path, table)?
            }
        };
        let cases = self.cases(&rows)?;
        let patients = self.patients()?;
        let model = self.compile(self.core.clone())?;
        let begun = Instant::now();
        let got = self.values(&model, &cases, patients.as_ref())?;
        let simulation_ms = begun.elapsed().as_secs_f64() * 1e3;
        let mut failed = 0;
        let tolerance = self.expect.tolerance;
        let compared = if self.only_whole() { 0 } else { cases.len() };
        let mut pairs: Vec<(f64, f64)> = Vec::new();
        for (case, &got) in cases.iter().zip(&got).take(compared) {
            all.checks += 1;
            pairs.push((case.expected, got));
            if is_close(got, case.expected, tolerance) {
                all.passed += 1;
            } else {
                failed += 1;
                all.failed
                    .push(self.failure(&case.label, got, case.expected));
            }
        }
        let mut comparisons = compared;
        for (label, total, wanted) in self.wholes(&got) {
            comparisons += 1;
            all.checks += 1;
            pairs.push((wanted, total));
            if is_close(total, wanted, tolerance) {
                all.passed += 1;
            } else {
                failed += 1;
                all.failed.push(self.failure(label, total, wanted));
            }
        }
        self.find_knife_edges(&cases, &got, all)?;
        let (expected, got) = farthest(&pairs);
        all.expects.push(Checked {
            model: self.source.name.clone(),
            check: self.expect.name.clone(),
            status: match self.expect.status {
                Status::Published => "published",
                Status::Computed => "computed",
                Status::Negative => "negative",
            },
            quantity: written(self.core, &self.expect.of),
            expected,
            got,
            tolerance: words(tolerance),
            source: self.expect.source.clone(),
            comparisons,
            failed,
            simulation_ms,
        });
        Ok(())
    }

    /// What is stated of all rows together: what it is, its value, what it must equal.
    fn wholes(&self, got: &[f64]) -> Vec<(&'static str, f64, f64)> {
        let Some(table) = &self.expect.table else {
            return Vec::new();
        };
        let sum: f64 = got.iter().sum();
        let all = [
            ("sum", table.sum, sum),
            ("mean", table.mean, sum / got.len() as f64),
            ("median", table.median, median(got)),
        ];
        all.into_iter()
            .filter_map(|(label, wanted, value)| Some((label, value, wanted?)))
            .collect()
    }

    fn compile(&self, core: Core) -> Result<Model, Diagnostics> {
        Model::new(core).map_err(|e| self.refuse(e.to_string()))
    }

    fn failure(&self, label: &str, got: f64, expected: f64) -> Failed {
        let check = if label.is_empty() {
            self.expect.name.clone()
        } else {
            format!("{} {label}", self.expect.name)
        };
        let tolerance = words(self.expect.tolerance);
        Failed {
            model: self.source.name.clone(),
            check,
            got,
            expected,
            tolerance,
        }
    }

    fn patients(&self) -> Result<Option<Patients>, Diagnostics> {
        let Some((_, file)) = self.expect.table.as_ref().and_then(|t| t.patient.as_ref()) else {
            return Ok(None);
        };
        let Some(path) = self.data.map(|d| d.join(file)) else {
            return Ok(None);
        };
        Patients::read(self.core, &path).map(Some)
    }

    /// Runs again without the tolerance of the stop rules and notes every case that changes.
    fn find_knife_edges(
        &self,
        cases: &[Case],
        got: &[f64],
        all: &mut Verification,
    ) -> Result<(), Diagnostics> {
        let adaptive = matches!(self.core.solver.method, Method::Adaptive { .. });
        if !adaptive || self.core.stops.iter().all(|s| s.tolerance == 0.0) {
            return Ok(());
        }
        let mut strict = self.core.clone();
        for stop in &mut strict.stops {
            stop.tolerance = 0.0;
        }
        let model = self.compile(strict)?;
        let without = self.values(&model, cases, None)?;
        for ((case, &with_tolerance), without) in cases.iter().zip(got).zip(without) {
            if with_tolerance != without && !(with_tolerance.is_nan() && without.is_nan()) {
                all.knife_edges.push(KnifeEdge {
                    model: self.source.name.clone(),
                    check: format!("{} {}", self.expect.name, case.label),
                    with_tolerance,
                    without,
                });
            }
        }
        Ok(())
    }
}

/// A tolerance in words.
fn words(tolerance: Tolerance) -> String {
    match tolerance {
        Tolerance::Exact => "exact".to_owned(),
        Tolerance::Absolute(x) => format!("{x} absolute"),
        Tolerance::Relative(x) => format!("{x} relative"),
    }
}

/// Of pairs of what was expected and what came out, the one that is farthest apart for its size; the first of equals.
fn farthest(pairs: &[(f64, f64)]) -> (f64, f64) {
    let gap = |(expected, got): (f64, f64)| {
        if expected == got {
            return 0.0;
        }
        let gap = (got - expected).abs() / expected.abs().max(f64::MIN_POSITIVE);
        if gap.is_nan() { f64::INFINITY } else { gap }
    };
    let worst = pairs.iter().copied().rev();
    worst
        .max_by(|a, b| gap(*a).total_cmp(&gap(*b)))
        .unwrap_or((f64::NAN, f64::NAN))
}

/// The middle value, or the mean of the two in the middle.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match sorted.get(half) {
        None => f64::NAN,
        Some(&upper) if sorted.len() % 2 == 1 => upper,
        Some(&upper) => 0.5 * (sorted[half - 1] + upper),
    }
}

/// Whether two numbers are equal within a tolerance; two infinities of one sign are equal.
fn is_close(got: f64, expected: f64, tolerance: Tolerance) -> bool {
    if got == expected {
        return true;
    }
    let gap = (got - expected).abs();
    gap.is_finite()
        && match tolerance {
            Tolerance::Exact => false,
            Tolerance::Absolute(x) => gap <= x,
            Tolerance::Relative(x) => gap <= x * expected.abs(),
        }
}
