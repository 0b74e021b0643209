//! A frozen picture of the posterior from which whole points are proposed, so that chains jump between modes.

use forestall_base::Stream;

use crate::Cholesky;

/// Components at most.
const COMPONENTS: usize = 96;

/// Degrees of freedom of the components: heavier tails than the posterior's.
const FREEDOM: f64 = 6.0;

/// A mixture of multivariate t distributions centred at particles.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Global {
    centres: Vec<f64>,
    dimension: usize,
    factor: Cholesky,
    width: f64,
}

impl Global {
    /// A mixture centred at particles taken evenly, with their covariance shrunk as in a kernel estimate.
    pub(super) fn new(points: &[f64], dimension: usize, factor: Cholesky) -> Self {
        let count = points.len() / dimension;
        let taken = count.min(COMPONENTS);
        let centres = (0..taken)
            .flat_map(|i| {
                let at = i * count / taken * dimension;
                points[at..at + dimension].to_vec()
            })
            .collect();
        let d = dimension as f64;
        let width = libm::pow(4.0 / ((d + 2.0) * taken as f64), 1.0 / (d + 4.0));
        Self {
            centres,
            dimension,
            factor,
            width,
        }
    }

    /// Draws a point.
    pub(super) fn draw(&self, stream: &mut Stream) -> Vec<f64> {
        let d = self.dimension;
        let centre = stream.below(self.centres.len() / d) * d;
        let unit: Vec<f64> = (0..d).map(|_| stream.normal()).collect();
        let mut shift = vec![0.0; d];
        self.factor.multiply(&unit, &mut shift);
        // A chi-square number of even freedom is a sum of exponential ones.
        let chi: f64 = (0..(FREEDOM / 2.0) as usize)
            .map(|_| 2.0 * stream.exponential())
            .sum();
        let stretch = self.width * (FREEDOM / chi).sqrt();
        (0..d)
            .map(|i| self.centres[centre + i] + stretch * shift[i])
            .collect()
    }

    /// Log density at a point, up to a constant.
    pub(super) fn ln_density(&self, point: &[f64]) -> f64 {
        let d = self.dimension;
        let power = -0.5 * (FREEDOM + d as f64);
        let mut sum = 0.0;
        let mut gap = vec![0.0; d];
        for centre in self.centres.chunks_exact(d) {
            for (g, (x, c)) in gap.iter_mut().zip(point.iter().zip(centre)) {
                *g = x - c;
            }
            self.factor.solve_lower(&mut gap);
            let distance: f64 = gap.iter().map(|g| g * g).sum::<f64>() / (self.width * self.width);
            sum += libm::pow(1.0 + distance / FREEDOM, power);
        }
        libm::log(sum)
    }
}
