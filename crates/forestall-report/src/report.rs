//! What a report says: plain data, readable and writable as JSON.

use serde::{Deserialize, Serialize};

use crate::analysis::AnalysisSection;
use crate::calendar::plural;
use crate::cohort::Cohort;
use crate::molecular::MolecularSection;
use crate::number::time;
use crate::pair::PairSection;
use crate::patient::PatientSection;
use crate::relapse::RelapseSection;

/// What every report says about its use, unless it says more.
pub const RESEARCH_USE: &str = "For research use only. This report was made by a mathematical model that has not been \
validated for clinical use. It is not medical advice and no treatment decision may rest on it.";

/// A report on one patient or on a cohort.
///
/// Whatever is empty or absent does not appear on the page. Times are in [`Report::time_unit`] throughout, readings in the
/// unit of [`Report::observable`]. Numbers that are not finite are allowed everywhere and drawn nowhere; in JSON they become
/// `null`, so a report with such numbers cannot be read back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Title of the page.
    pub title: String,
    /// A line under the title.
    pub subtitle: Option<String>,
    /// The model behind the figures.
    pub model: ModelCard,
    /// The notice about the use; [`RESEARCH_USE`] by default.
    pub notice: String,
    /// How the data were made, if they are synthetic: shown as a banner.
    pub synthetic: Option<String>,
    /// Unit of all times: `day`, `week`, `month`, `year` or `hour`.
    pub time_unit: String,
    /// What the readings are.
    pub observable: Quantity,
    /// What concerns the report as a whole and must not be overlooked.
    pub warnings: Vec<String>,
    /// Two samples of one patient, before and after treatment.
    pub pair: Option<PairSection>,
    /// What came and went over a cohort of such pairs.
    pub relapse: Option<RelapseSection>,
    /// The molecular profile of one tumour.
    pub molecular: Option<MolecularSection>,
    /// Analyses of the model by itself.
    pub analyses: Vec<AnalysisSection>,
    /// The cohort as a whole.
    pub cohort: Option<Cohort>,
    /// The patients one by one.
    pub patients: Vec<PatientSection>,
    /// How to get the same results again.
    pub reproduce: Option<Reproduce>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            title: String::new(),
            subtitle: None,
            model: ModelCard::default(),
            notice: RESEARCH_USE.into(),
            synthetic: None,
            time_unit: "day".into(),
            observable: Quantity::default(),
            warnings: Vec::new(),
            pair: None,
            relapse: None,
            molecular: None,
            analyses: Vec::new(),
            cohort: None,
            patients: Vec::new(),
            reproduce: None,
        }
    }
}

/// The model in short.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelCard {
    /// Name in the model file.
    pub name: String,
    /// Where it was published, for example `doi:10.1158/0008-5472.CAN-20-0806`.
    pub cite: Option<String>,
    /// What it assumes, in a sentence or two.
    pub summary: Option<String>,
}

/// A quantity and its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quantity {
    /// Name as it is written on an axis, for example `PSA`.
    pub name: String,
    /// Unit, for example `ng/mL`; `1` or nothing for dimensionless.
    pub unit: String,
}

impl Default for Quantity {
    fn default() -> Self {
        Self {
            name: "Tumour burden".into(),
            unit: String::new(),
        }
    }
}

impl Quantity {
    /// A quantity and its unit.
    pub fn new(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
        }
    }

    /// The name with the unit in brackets, as on an axis.
    pub(crate) fn axis(&self) -> String {
        match self.unit.as_str() {
            "" | "1" => self.name.clone(),
            unit => format!("{} ({unit})", self.name),
        }
    }
}

/// Quantiles of a quantity over time. All vectors are as long as `time`; the inner quantiles may be empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Band {
    /// Times, increasing.
    pub time: Vec<f64>,
    /// 5 % quantile.
    pub q05: Vec<f64>,
    /// 25 % quantile, or empty.
    pub q25: Vec<f64>,
    /// Median.
    pub q50: Vec<f64>,
    /// 75 % quantile, or empty.
    pub q75: Vec<f64>,
    /// 95 % quantile.
    pub q95: Vec<f64>,
}

impl Band {
    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Times with the median.
    pub(crate) fn median(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.time.iter().copied().zip(self.q50.iter().copied())
    }

    /// Times with the 5 % and 95 % quantiles.
    pub(crate) fn outer(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        let ends = self.q05.iter().copied().zip(self.q95.iter().copied());
        self.time
            .iter()
            .copied()
            .zip(ends)
            .map(|(t, (a, b))| (t, a, b))
    }

    /// Times with the quartiles.
    pub(crate) fn inner(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        let ends = self.q25.iter().copied().zip(self.q75.iter().copied());
        self.time
            .iter()
            .copied()
            .zip(ends)
            .map(|(t, (a, b))| (t, a, b))
    }
}

/// A median with its 90 % interval; `None` for a quantile that is not reached before the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Spread90 {
    /// 5 % quantile.
    pub q05: Option<f64>,
    /// Median.
    pub q50: Option<f64>,
    /// 95 % quantile.
    pub q95: Option<f64>,
    /// Where times are cut off: what is not reached lies beyond.
    pub horizon: Option<f64>,
}

impl Spread90 {
    /// A median with its interval, all reached.
    pub fn new(q05: f64, q50: f64, q95: f64) -> Self {
        Self {
            q05: Some(q05),
            q50: Some(q50),
            q95: Some(q95),
            horizon: None,
        }
    }

    /// One of the quantiles: `663`, `> 3650` or, where nothing is cut off, `not reached`.
    pub(crate) fn end(&self, quantile: Option<f64>) -> String {
        match (quantile, self.horizon) {
            (Some(value), _) => time(value),
            (None, Some(horizon)) => format!(">\u{a0}{}", time(horizon)),
            (None, None) => "not reached".into(),
        }
    }

    /// `663 days (600 to 701)`, `> 3650 days`, or that it is not reached.
    pub(crate) fn brief(&self, time_unit: &str) -> String {
        let mut median = self.end(self.q50);
        if self.q50.or(self.horizon).is_some() && !time_unit.is_empty() {
            median = format!("{median} {}", plural(time_unit));
        }
        if self.q05.is_none() && self.q95.is_none() {
            return median;
        }
        format!(
            "{median} ({} to {})",
            self.end(self.q05),
            self.end(self.q95)
        )
    }
}

/// How to get the same results again.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reproduce {
    /// Command lines in order.
    pub commands: Vec<String>,
    /// Programs with their versions.
    pub versions: Vec<(String, String)>,
    /// The seed of all random draws.
    pub seed: Option<u64>,
    /// The files that were read.
    pub inputs: Vec<forestall_base::HashedFile>,
}
