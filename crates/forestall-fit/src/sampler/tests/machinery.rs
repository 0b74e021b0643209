//! Same bytes: any batch, killed and resumed; refusals.

use super::super::*;
use super::densities::{closed, two_modes};
use crate::{BatchDensity, FitError, Tempered};

fn quick() -> Sampling {
    Sampling {
        particles: 256,
        ..Sampling::default()
    }
}

/// A run that is stored after every block, dropped and read again ends with the same bytes as one that is not.
#[test]
fn a_killed_run_resumes_with_the_same_bytes() {
    let mut target = closed(3, 10.0, two_modes);
    let straight = sample(&mut target, &quick(), 5, 2).unwrap();
    let mut stored =
        serde_json::to_string(&Run::new(&mut target, &quick(), 5, 2).unwrap()).unwrap();
    let mut blocks = 0;
    let resumed = loop {
        let mut run: Run = serde_json::from_str(&stored).unwrap();
        run.same(&quick(), 5, 2).unwrap();
        if run.verdict().is_some() {
            break run.sample();
        }
        run.advance(&mut target).unwrap();
        blocks += 1;
        stored = serde_json::to_string(&run).unwrap();
    };
    assert!(blocks > 3);
    let bits = |s: &Sample| s.points.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&resumed), bits(&straight));
    assert_eq!(resumed.record, straight.record);
}

/// Evaluates in pieces of at most three points.
struct Pieces<T>(T);

impl<T: BatchDensity> BatchDensity for Pieces<T> {
    fn dimension(&self) -> usize {
        self.0.dimension()
    }

    fn evaluate(
        &mut self,
        points: &[f64],
        value: &mut [f64],
        mut gradient: Option<&mut [f64]>,
    ) -> Result<(), FitError> {
        let d = self.0.dimension();
        for from in (0..value.len()).step_by(3) {
            let to = (from + 3).min(value.len());
            let part = gradient.as_deref_mut().map(|g| &mut g[from * d..to * d]);
            self.0
                .evaluate(&points[from * d..to * d], &mut value[from..to], part)?;
        }
        Ok(())
    }
}

impl<T: Tempered> Tempered for Pieces<T> {
    fn dimension(&self) -> usize {
        self.0.dimension()
    }

    fn draw_prior(&self, stream: &mut forestall_base::Stream, point: &mut [f64]) {
        self.0.draw_prior(stream, point);
    }

    fn ln_prior(&self, point: &[f64]) -> f64 {
        self.0.ln_prior(point)
    }

    fn ln_likelihood(&mut self, points: &[f64], value: &mut [f64]) -> Result<(), FitError> {
        let d = Tempered::dimension(&self.0);
        for from in (0..value.len()).step_by(3) {
            let to = (from + 3).min(value.len());
            self.0
                .ln_likelihood(&points[from * d..to * d], &mut value[from..to])?;
        }
        Ok(())
    }
}

#[test]
fn the_grouping_of_a_batch_changes_no_byte_but_the_seed_does() {
    let whole = sample(&mut closed(2, 10.0, two_modes), &quick(), 1, 7).unwrap();
    let pieces = sample(&mut Pieces(closed(2, 10.0, two_modes)), &quick(), 1, 7).unwrap();
    assert_eq!(whole, pieces);
    let other = sample(&mut closed(2, 10.0, two_modes), &quick(), 2, 7).unwrap();
    assert_ne!(whole.points, other.points);
    let patient = sample(&mut closed(2, 10.0, two_modes), &quick(), 1, 8).unwrap();
    assert_ne!(whole.points, patient.points);
}

/// A model that fails in a third of the space (NaN): those points have density 0, the rest is sampled.
#[test]
fn failing_points_are_left_out_without_ado() {
    let mut target = closed(2, 1.0, |x: &[f64], g: &mut [f64]| {
        g.fill(0.0);
        if x[0] > 0.5 { f64::NAN } else { 0.0 }
    });
    let sample = sample(&mut target, &Sampling::default(), 3, 0).unwrap();
    assert!(sample.agreed, "{} {}", sample.rhat_max, sample.ess_min);
    assert!(sample.points.iter().step_by(2).all(|x| *x <= 0.5));
}

#[test]
fn a_budget_that_is_too_small_is_reported() {
    let few = Sampling {
        most: 24,
        ..quick()
    };
    let sample = sample(&mut closed(2, 10.0, two_modes), &few, 1, 0).unwrap();
    assert!(!sample.agreed && sample.verdict == Verdict::Budget && sample.length == 24);
}

#[test]
fn refusals_have_exact_messages() {
    let mut target = closed(2, 10.0, two_modes);
    let text = |sampling: Sampling| {
        sample(&mut closed(2, 10.0, two_modes), &sampling, 1, 0)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        text(Sampling {
            particles: 10,
            ..quick()
        }),
        "particles = 10: expected at least 64"
    );
    assert_eq!(
        text(Sampling {
            chains: 0,
            ..quick()
        }),
        "chains = 0: expected at least 1"
    );
    assert_eq!(
        text(Sampling {
            warmup: 3,
            ..quick()
        }),
        "warmup = 3: expected at least 20"
    );
    assert_eq!(
        text(Sampling {
            block: 1,
            ..quick()
        }),
        "block = 1: expected at least 4"
    );
    assert_eq!(
        text(Sampling {
            depth: 20,
            ..quick()
        }),
        "depth = 20: expected between 1 and 12"
    );
    assert_eq!(
        text(Sampling {
            acceptance: 1.5,
            ..quick()
        }),
        "acceptance = 1.5: expected between 0 and 1"
    );
    let run = Run::new(&mut target, &quick(), 5, 2).unwrap();
    assert_eq!(
        run.same(&quick(), 6, 2).unwrap_err().to_string(),
        "the stored state is of another run: seed was 5, now 6; remove it or use the same settings"
    );
    assert_eq!(
        run.same(&quick(), 5, 3).unwrap_err().to_string(),
        "the stored state is of another run: patient was 2, now 3; remove it or use the same settings"
    );
    let impossible = particles(
        &mut closed(1, 1.0, |_: &[f64], _: &mut [f64]| f64::NAN),
        64,
        1,
        0,
    );
    assert_eq!(
        impossible.unwrap_err().to_string(),
        "none of the 64 draws from the prior could be evaluated: the model gives no finite value there"
    );
    let points = Run::from_points(&[0.0; 7], &quick(), 1, 0).unwrap_err();
    assert_eq!(
        points.to_string(),
        "starting points of the chains: found 7 numbers, expected 16"
    );
}
