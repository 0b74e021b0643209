//! `verify`: each model file is its own reproduction test.
//!
//! An `[expect]` names a quantity, the regimen, the parameters and the number that must come out, with its source. Numbers that
//! only another engine can give are counted as pending, never as passed; tables that are not there are counted as skipped.
// Long because the result nouns of a verification stand beside the one check that fills them.

mod extreme;
mod measure;
mod patients;
mod rows;

use std::path::Path;
use std::time::Instant;

use forestall_base::{Diagnostic, Diagnostics};
use forestall_engine::{Job, Model, Run, Settings, Simulation, SteadyState};
use forestall_model::{Core, Expect, Formula, Method, Source, Status, Tolerance, load};
use serde::Serialize;

use extreme::Found;
use measure::{Measured, Probe};
use patients::Patients;
use rows::{Row, Rows};

/// A check that did not come out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failed {
    /// Model file.
    pub model: String,
    /// Check, with its row where it runs over a table.
    pub check: String,
    /// What came out; `null` in JSON if it is infinite or no number.
    pub got: f64,
    /// What was expected.
    pub expected: f64,
    /// How close it had to be, in words.
    pub tolerance: String,
}

/// A check that could not be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Open {
    /// Model file.
    pub model: String,
    /// Check.
    pub check: String,
    /// Why.
    pub reason: String,
    /// Number of single comparisons, if known.
    pub comparisons: usize,
}

/// How one `[expect]` went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    /// Model file.
    pub model: String,
    /// Check.
    pub check: String,
    /// Published, computed or negative.
    pub status: &'static str,
    /// Number of comparisons.
    pub comparisons: usize,
    /// Number that failed.
    pub failed: usize,
    /// Time of its simulations in milliseconds.
    pub simulation_ms: f64,
}

/// A comparison that came out, but only by the tolerance of a stop rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnifeEdge {
    /// Model file.
    pub model: String,
    /// Check with its row.
    pub check: String,
    /// Value with the tolerance, as published.
    pub with_tolerance: f64,
    /// Value without it.
    pub without: f64,
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Verification {
    /// Number of model files.
    pub models: usize,
    /// Number of comparisons made.
    pub checks: usize,
    /// Number that came out.
    pub passed: usize,
    /// Those that did not.
    pub failed: Vec<Failed>,
    /// Checks that need another engine.
    pub pending: Vec<Open>,
    /// Checks whose data are not there.
    pub skipped: Vec<Open>,
    /// Comparisons that hang on the tolerance of a stop rule.
    pub knife_edges: Vec<KnifeEdge>,
    /// Each `[expect]`.
    pub expects: Vec<Checked>,
    /// Wall time in seconds.
    pub wall_s: f64,
}

/// Verifies one model file and adds the outcome to `all`.
///
/// # Errors
/// [`Diagnostics`] if the file, one of its variants, a formula or a table is refused.
pub fn verify_file(
    source: &Source,
    data: Option<&Path>,
    all: &mut Verification,
) -> Result<(), Diagnostics> {
    let loaded = load(source, None)?;
    all.models += 1;
    for (index, expect) in loaded.core.expects.iter().enumerate() {
        if expect.engine != "ode" {
            let reason = format!("needs the {} engine", expect.engine);
            let check = expect.name.clone();
            let model = source.name.clone();
            all.pending.push(Open {
                model,
                check,
                reason,
                comparisons: 1,
            });
            continue;
        }
        let variant = expect.variant.as_deref();
        let core = match variant {
            None => loaded.core.clone(),
            Some(_) => load(source, variant)?.core,
        };
        let expect = &core.expects[index];
        let check = Check {
            source,
            expect,
            core: &core,
            data,
        };
        check.run(all)?;
    }
    Ok(())
}

/// One `[expect]` at work.
struct Check<'a> {
    source: &'a Source,
    expect: &'a Expect,
    core: &'a Core,
    data: Option<&'a Path>,
}

/// A row with everything that is to be run for it.
struct Case {
    label: String,
    regimen: usize,
    parameters: Vec<f64>,
    expected: f64,
    patient: Option<String>,
}

impl Check<'_> {
    fn refuse(&self, message: impl Into<String>) -> Diagnostics {
        let message = format!(
            "[expect.{}] in {}: {}",
            self.expect.name,
            self.source.name,
            message.into()
        );
        Diagnostics::from(Diagnostic::error("V0001", message))
    }

    fn run(&self, all: &mut Verification) -> Result<(), Diagnostics> {
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
        let compared = if self.only_sum() { 0 } else { cases.len() };
        for (case, &got) in cases.iter().zip(&got).take(compared) {
            all.checks += 1;
            if is_close(got, case.expected, tolerance) {
                all.passed += 1;
            } else {
                failed += 1;
                all.failed
                    .push(self.failure(&case.label, got, case.expected));
            }
        }
        let mut comparisons = compared;
        if let Some(sum) = self.expect.table.as_ref().and_then(|t| t.sum) {
            comparisons += 1;
            all.checks += 1;
            let total: f64 = got.iter().sum();
            if is_close(total, sum, tolerance) {
                all.passed += 1;
            } else {
                failed += 1;
                all.failed.push(self.failure("sum", total, sum));
            }
        }
        self.find_knife_edges(&cases, &got, all)?;
        all.expects.push(Checked {
            model: self.source.name.clone(),
            check: self.expect.name.clone(),
            status: match self.expect.status {
                Status::Published => "published",
                Status::Computed => "computed",
                Status::Negative => "negative",
            },
            comparisons,
            failed,
            simulation_ms,
        });
        Ok(())
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
        let tolerance = match self.expect.tolerance {
            Tolerance::Exact => "exact".to_owned(),
            Tolerance::Absolute(x) => format!("{x} absolute"),
            Tolerance::Relative(x) => format!("{x} relative"),
        };
        Failed {
            model: self.source.name.clone(),
            check,
            got,
            expected,
            tolerance,
        }
    }

    /// Parses a formula of this check.
    fn formula(&self, text: &str) -> Result<Formula, Diagnostics> {
        Formula::parse(text).map_err(|d| self.refuse(format!("formula `{text}`: {}", d.message)))
    }

    /// Whether only the sum over the rows is stated, not the value of each.
    fn only_sum(&self) -> bool {
        self.expect.equals.trim() == "any"
            && self.expect.table.as_ref().is_some_and(|t| t.sum.is_some())
    }

    fn cases(&self, rows: &Rows) -> Result<Vec<Case>, Diagnostics> {
        let equals = if self.only_sum() {
            "0"
        } else {
            self.expect.equals.as_str()
        };
        let equals = self.formula(equals)?;
        let with: Vec<(usize, Formula)> = self
            .expect
            .with
            .iter()
            .map(|(index, text)| Ok((*index, self.formula(text)?)))
            .collect::<Result<_, Diagnostics>>()?;
        for formula in with.iter().map(|(_, f)| f).chain([&equals]) {
            if let Some(missing) = formula.names().iter().find(|n| !rows.has(n)) {
                let columns = rows.columns().join(", ");
                return Err(self.refuse(format!(
                    "`{missing}` is no column of the table; its columns are {columns}"
                )));
            }
        }
        let mut cases = Vec::new();
        for row in rows.iter() {
            let mut parameters = self.core.defaults();
            for (index, formula) in &with {
                parameters[*index] = formula.evaluate(&|name| row.number(name));
            }
            cases.push(Case {
                label: row.label(),
                regimen: self.regimen(&row)?,
                parameters,
                expected: equals.evaluate(&|name| row.number(name)),
                patient: self.patient_of(&row),
            });
        }
        Ok(cases)
    }

    fn regimen(&self, row: &Row<'_>) -> Result<usize, Diagnostics> {
        let by_column = self.expect.table.as_ref().and_then(|t| t.regimen.as_ref());
        if let Some((column, map)) = by_column {
            let text = row.text(column).unwrap_or_default();
            let found = map.iter().find(|(key, _)| key == text);
            return found.map(|(_, r)| *r).ok_or_else(|| {
                self.refuse(format!(
                    "column `{column}` holds \"{text}\", which names no regimen"
                ))
            });
        }
        let default = if self.core.regimens.is_empty() {
            None
        } else {
            Some(0)
        };
        self.expect
            .regimen
            .or(default)
            .ok_or_else(|| self.refuse("the model has no regimen"))
    }

    fn patient_of(&self, row: &Row<'_>) -> Option<String> {
        let (column, _) = self.expect.table.as_ref()?.patient.as_ref()?;
        row.text(column).map(str::to_owned)
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

    /// The quantity of every case.
    fn values(
        &self,
        model: &Model,
        cases: &[Case],
        patients: Option<&Patients>,
    ) -> Result<Vec<f64>, Diagnostics> {
        let probe = Probe::new(model.core(), &self.expect.of);
        let mut runs: Vec<Option<Run>> = vec![None; cases.len()];
        if probe.needs_run() {
            for regimen in 0..self.core.regimens.len() {
                let own: Vec<usize> = (0..cases.len())
                    .filter(|&i| cases[i].regimen == regimen)
                    .collect();
                if own.is_empty() {
                    continue;
                }
                let jobs: Vec<Job> = own
                    .iter()
                    .map(|&i| Job::new(cases[i].parameters.clone()))
                    .collect();
                let settings = Settings {
                    record: probe.times().to_vec(),
                    ..Settings::default()
                };
                let simulation = Simulation::new(model, regimen, settings)
                    .map_err(|e| self.refuse(e.to_string()))?;
                let found = simulation
                    .run(&jobs)
                    .map_err(|e| self.refuse(e.to_string()))?;
                for (&case, run) in own.iter().zip(found) {
                    runs[case] = Some(run);
                }
            }
        }
        let mut values = Vec::with_capacity(cases.len());
        for (case, run) in cases.iter().zip(&runs) {
            let loss = match (patients, &case.patient) {
                (Some(patients), Some(id)) if probe.needs_loss() => patients
                    .loss(model, id, &case.parameters)
                    .map_err(|e| self.refuse(e))?,
                _ => f64::NAN,
            };
            let measured = Measured {
                run: run.as_ref(),
                parameters: &case.parameters,
                loss,
                extremes: &extremes(model, &probe, case, run.as_ref()),
                steady: &self.steady(model, &probe, case)?,
            };
            values.push(probe.value(&measured));
        }
        Ok(values)
    }

    /// Steady states at a case's parameters.
    fn steady(
        &self,
        model: &Model,
        probe: &Probe<'_>,
        case: &Case,
    ) -> Result<Vec<SteadyState>, Diagnostics> {
        if !probe.needs_steady() {
            return Ok(Vec::new());
        }
        let ranges = &model.core().steady;
        model
            .steady_states(Some(case.regimen), &case.parameters, ranges)
            .map_err(|e| self.refuse(e.to_string()))
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

/// Extremes of a case's run, which is run again where they lie.
fn extremes(
    model: &Model,
    probe: &Probe<'_>,
    case: &Case,
    run: Option<&Run>,
) -> Vec<Option<Found>> {
    let Some(run) = run.filter(|run| run.failure.is_none()) else {
        return Vec::new();
    };
    let again = |record: Vec<f64>| {
        let settings = Settings {
            record,
            ..Settings::default()
        };
        let simulation = Simulation::new(model, case.regimen, settings).ok()?;
        let mut runs = simulation.run(&[Job::new(case.parameters.clone())]).ok()?;
        runs.pop()
    };
    probe.extremes(run, &case.parameters, &again)
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
