//! How good forecasts were, and whether they earn their place beside LOCF.

use forestall_base::{Stream, quantile};

use super::Forecasted;

const BOOTSTRAP: u32 = 2000;

/// Channel of bootstrap draws.
const BOOTSTRAP_CHANNEL: u64 = 0x626F_6F74_0000_0000;

/// Scores over a cohort. Errors are in the unit of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Number of scored readings.
    pub records: usize,
    /// Number of patients with a scored reading.
    pub patients: usize,
    /// Mean absolute error of the predictive medians.
    pub mae: f64,
    /// Mean absolute error of LOCF.
    pub mae_locf: f64,
    /// Median over patients of the mean absolute error.
    pub median_error: f64,
    /// The same for LOCF.
    pub median_error_locf: f64,
    /// Mean absolute error of ln(value + smallest positive value), for values that span decades.
    pub log_error: f64,
    /// The same for LOCF.
    pub log_error_locf: f64,
    /// Share of readings within their 90 % interval.
    pub coverage_90: f64,
    /// Share of patients for whom the model beats LOCF.
    pub share_better: f64,
    /// 90 % bootstrap interval, over patients, of the difference of mean absolute errors (model minus LOCF; below 0 is better).
    pub difference: (f64, f64),
}

impl Score {
    /// Whether the model earns its place: its mean absolute error is below that of LOCF.
    pub fn beats_locf(&self) -> bool {
        self.mae < self.mae_locf
    }
}

/// Scores the forecasts of a cohort, one list per patient; `None` if nothing can be scored.
pub fn score(patients: &[Vec<Forecasted>], seed: u64) -> Option<Score> {
    let scored: Vec<Vec<&Forecasted>> = patients
        .iter()
        .map(|p| p.iter().filter(|f| f.exact).collect::<Vec<_>>())
        .filter(|p| !p.is_empty())
        .collect();
    let all: Vec<&Forecasted> = scored.iter().flatten().copied().collect();
    let smallest = all
        .iter()
        .map(|f| f.observed)
        .filter(|&v| v > 0.0)
        .fold(f64::INFINITY, f64::min);
    if all.is_empty() {
        return None;
    }
    let n = all.len() as f64;
    let model = |f: &Forecasted| (f.median - f.observed).abs();
    let locf = |f: &Forecasted| (f.locf - f.observed).abs();
    let offset = if smallest.is_finite() { smallest } else { 1.0 };
    let ln = |x: f64| libm::log(x.max(0.0) + offset);
    let mean = |of: &dyn Fn(&Forecasted) -> f64| all.iter().map(|f| of(f)).sum::<f64>() / n;
    let by_patient = |of: &dyn Fn(&Forecasted) -> f64| -> Vec<f64> {
        scored
            .iter()
            .map(|p| p.iter().map(|f| of(f)).sum::<f64>() / p.len() as f64)
            .collect()
    };
    let (own, carried) = (by_patient(&model), by_patient(&locf));
    let median = |values: &[f64]| {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        quantile(&sorted, 0.5).unwrap_or(f64::NAN)
    };
    let better = own.iter().zip(&carried).filter(|(a, b)| a < b).count();
    Some(Score {
        records: all.len(),
        patients: scored.len(),
        mae: mean(&model),
        mae_locf: mean(&locf),
        median_error: median(&own),
        median_error_locf: median(&carried),
        log_error: mean(&|f| (ln(f.median) - ln(f.observed)).abs()),
        log_error_locf: mean(&|f| (ln(f.locf) - ln(f.observed)).abs()),
        coverage_90: mean(&|f| f64::from(u8::from(f.q05 <= f.observed && f.observed <= f.q95))),
        share_better: better as f64 / scored.len() as f64,
        difference: bootstrap(&scored, seed),
    })
}

/// 90 % interval of the difference of mean absolute errors when patients are drawn with replacement.
fn bootstrap(patients: &[Vec<&Forecasted>], seed: u64) -> (f64, f64) {
    let sums: Vec<(f64, f64)> = patients
        .iter()
        .map(|p| {
            let gap = |f: &&Forecasted| (f.median - f.observed).abs() - (f.locf - f.observed).abs();
            (p.iter().map(gap).sum(), p.len() as f64)
        })
        .collect();
    let mut differences: Vec<f64> = (0..BOOTSTRAP)
        .map(|round| {
            let mut stream = Stream::new(seed, round, BOOTSTRAP_CHANNEL);
            let (mut gap, mut count) = (0.0, 0.0);
            for _ in 0..sums.len() {
                let (sum, n) = sums[stream.below(sums.len())];
                gap += sum;
                count += n;
            }
            gap / count
        })
        .collect();
    differences.sort_by(f64::total_cmp);
    let at = |p| quantile(&differences, p).unwrap_or(f64::NAN);
    (at(0.05), at(0.95))
}
