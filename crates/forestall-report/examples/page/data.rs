//! The data of the example: closed forms with a little noise.

use forestall_base::{Bound, HashedFile, Stream};
use forestall_report::{
    Band, Censoring, Diagnostics, DrugStrip, ForecastScore, HiddenState, ModelCard, ParameterRow,
    PatientSection, Point, Quantity, Report, Reproduce,
};

/// A patient on cycles of treatment: sensitive cells swing, resistant cells grow slowly.
struct Course {
    cycle: f64,
    on: f64,
    resistant: f64,
    growth: f64,
    end: f64,
}

impl Course {
    fn phase(&self, t: f64) -> f64 {
        t.rem_euclid(self.cycle)
    }

    fn sensitive(&self, t: f64) -> f64 {
        let phase = self.phase(t);
        let decay = 0.022;
        let low = 0.8 * (-decay * self.on).exp() + 0.004;
        if phase < self.on {
            0.8 * (-decay * phase).exp() + 0.004
        } else {
            let rise = (phase - self.on) / (self.cycle - self.on);
            low * (0.8 / low).powf(rise)
        }
    }

    fn resistant(&self, t: f64) -> f64 {
        self.resistant * (self.growth * t).exp()
    }

    fn psa(&self, t: f64) -> f64 {
        22.0 * (self.sensitive(t) + self.resistant(t))
    }

    fn doses(&self) -> Vec<(f64, f64)> {
        let cycles = (self.end / self.cycle).ceil() as usize;
        (0..cycles)
            .map(|k| {
                let start = k as f64 * self.cycle;
                (start, (start + self.on).min(self.end))
            })
            .collect()
    }
}

fn band(end: f64, spread: impl Fn(f64) -> f64, centre: impl Fn(f64) -> f64) -> Band {
    let time: Vec<f64> = (0..=240).map(|k| end * f64::from(k) / 240.0).collect();
    let at = |z: f64| {
        time.iter()
            .map(|&t| centre(t) * (z * spread(t)).exp())
            .collect()
    };
    Band {
        q05: at(-1.645),
        q25: at(-0.674),
        q50: at(0.0),
        q75: at(0.674),
        q95: at(1.645),
        time,
    }
}

fn patient(k: usize) -> PatientSection {
    let shape = k as f64;
    let course = Course {
        cycle: 420.0 + 35.0 * (shape * 1.7).sin(),
        on: 200.0 + 40.0 * (shape * 2.3).cos(),
        resistant: 0.002 * (1.0 + shape % 3.0),
        growth: 0.0024 + 0.0004 * (shape * 0.9).sin(),
        end: 1750.0 + 120.0 * (shape * 1.1).sin(),
    };
    let held_from = course.end - 330.0;
    let mut noise = Stream::new(20_220_720, k as u32, 0);
    let limit = 0.4;
    let mut points = Vec::new();
    let mut time = 0.0;
    while time < course.end {
        let value = course.psa(time) * (0.22 * noise.normal()).exp();
        points.push(Point {
            time,
            value: value.max(limit),
            censored: (value < limit).then_some(Censoring::Left),
            held_out: time > held_from,
        });
        time += 28.0 + 6.0 * noise.normal();
    }
    let growing = |t: f64| 0.25 + 0.6 * ((t - held_from) / 330.0).max(0.0);
    let state = |name: &str, spread: f64, value: &dyn Fn(f64) -> f64| HiddenState {
        name: name.into(),
        unit: "of carrying capacity".into(),
        band: band(course.end, |t| spread * growing(t) * 2.0, value),
    };
    PatientSection {
        id: format!("P{:02}", k + 1),
        label: Some(
            if k.is_multiple_of(3) {
                "relapse"
            } else {
                "no relapse"
            }
            .into(),
        ),
        predictive: Some(band(course.end, growing, |t| course.psa(t))),
        fit_ends: Some(held_from),
        dosing: vec![DrugStrip::on_off(
            "cyproterone and leuprolide",
            &course.doses(),
        )],
        states: vec![
            state("Sensitive", 0.25, &|t| course.sensitive(t)),
            state("Resistant", 0.6, &|t| course.resistant(t)),
        ],
        forecast: Some(ForecastScore {
            mae: 2.31 + 0.3 * shape.sin(),
            mae_locf: 2.42,
            coverage_90: Some(11.0 / 12.0),
            readings: points.iter().filter(|point| point.held_out).count(),
        }),
        points,
        comparison: Some(crate::plan::comparison()),
        parameters: parameters(),
        diagnostics: Some(Diagnostics {
            method: Some("NUTS, 4 chains of 1000 draws".into()),
            rhat_max: Some(1.003),
            ess_min: Some(1840.0),
            divergences: Some(0),
            draws: Some(4000),
            r2: Some(0.846),
            loss: None,
        }),
        ..PatientSection::default()
    }
}

fn parameters() -> Vec<ParameterRow> {
    let row = |name: &str, meaning: &str, unit: &str, value, interval, bounds, prior: &str| {
        ParameterRow {
            name: name.into(),
            meaning: meaning.into(),
            unit: unit.into(),
            value,
            interval: Some(interval),
            bounds: Some(bounds),
            prior: Some(prior.into()),
            source: Some("fit".into()),
            ..ParameterRow::default()
        }
    };
    vec![
        row(
            "n0",
            "initial burden",
            "of K",
            0.34,
            (0.21, 0.52),
            (0.1, 1.0),
            "uniform(0.1, 1)",
        ),
        row(
            "fR",
            "initial resistant fraction",
            "1",
            0.0021,
            (4.1e-4, 0.0083),
            (1e-5, 0.25),
            "loguniform(1e-5, 0.25)",
        ),
        ParameterRow {
            at_bound: Some(Bound::Upper),
            ..row(
                "cost",
                "cost of resistance",
                "1",
                1.0,
                (0.71, 0.99),
                (0.0, 1.0),
                "beta(1, 4)",
            )
        },
        ParameterRow {
            identified: false,
            ..row(
                "turnover",
                "death rate over growth rate",
                "1",
                0.48,
                (0.05, 0.94),
                (0.0, 1.0),
                "uniform(0, 1)",
            )
        },
        ParameterRow {
            source: Some("doi:10.1158/0008-5472.CAN-20-0806".into()),
            interval: None,
            prior: None,
            bounds: None,
            ..row(
                "rS",
                "growth rate of sensitive cells",
                "1/day",
                0.027,
                (0.0, 0.0),
                (0.0, 0.0),
                "",
            )
        },
    ]
}

/// The whole example.
pub(crate) fn report() -> Report {
    let patients: Vec<PatientSection> = (0..8).map(patient).collect();
    Report {
        title: "Intermittent androgen suppression: fits, forecasts and plans".into(),
        subtitle: Some("Eight synthetic patients, four-parameter competition model".into()),
        model: ModelCard {
            name: "Turnover and cost of resistance".into(),
            cite: Some("doi:10.1158/0008-5472.CAN-20-0806".into()),
            summary: Some(
                "Sensitive and resistant cells share one carrying capacity; the drug kills dividing sensitive cells."
                    .into(),
            ),
        },
        synthetic: Some("All readings were computed from closed forms with log-normal noise, seed 20220720.".into()),
        observable: Quantity::new("PSA", "ng/mL"),
        cohort: Some(crate::plan::cohort(&patients)),
        patients,
        reproduce: Some(Reproduce {
            commands: vec!["forestall fit model.toml --data readings.csv --method nuts --seed 1 --out fit".into()],
            versions: vec![("forestall".into(), "0.1.0".into())],
            seed: Some(1),
            inputs: vec![HashedFile::of_bytes("model.toml", b"example")],
        }),
        ..Report::default()
    }
}
