//! Surfaces of combinations.

use super::*;

/// The value of a combination at constant doses: what a state gains in a day.
fn combined(table: &str, a: f64, b: f64) -> f64 {
    let drugs = "[drug.A]\nexposure = \"amount\"\n[drug.B]\nexposure = \"amount\"\n";
    let tables = format!(
        "{drugs}[combination.e]\ndrugs = [\"A\", \"B\"]\n{table}\n[state.X]\ninitial = 0\node = \"e\"\n[regimen.r]\nA = {a:?}\nB = {b:?}\n"
    );
    first(&tables, &[1.0])[0]
}

fn curve(none: f64, full: f64, half: f64, slope: f64, dose: f64) -> f64 {
    let power = libm::pow(dose / half, slope);
    none + (full - none) * power / (1.0 + power)
}

const TWO: &str = "E0 = 0.6\nE = [0.2, -0.1]\nC = [1, 2]\nh = [1.5, 0.8]";

/// Oracle: products, sums and the strongest of the single curves, by hand, to 1e-12.
#[test]
fn bliss_additive_and_hsa_surfaces_follow_from_the_single_curves() {
    for (a, b) in [(0.3, 0.7), (2.0, 0.1), (0.01, 40.0)] {
        let one = curve(0.6, 0.2, 1.0, 1.5, a);
        let two = curve(0.6, -0.1, 2.0, 0.8, b);
        let strongest = if (one - 0.6).abs() >= (two - 0.6).abs() {
            one
        } else {
            two
        };
        close(
            combined(&format!("surface = \"bliss\"\n{TWO}"), a, b),
            one * two / 0.6,
            1e-12,
        );
        close(
            combined(&format!("surface = \"additive\"\n{TWO}"), a, b),
            one + two - 0.6,
            1e-12,
        );
        close(
            combined(&format!("surface = \"hsa\"\n{TWO}"), a, b),
            strongest,
            1e-12,
        );
    }
}

/// Oracle: with one drug absent every surface is the curve of the other, to 1e-12; without drugs it is E0.
#[test]
fn one_drug_alone_has_its_own_curve_on_every_surface() {
    for surface in ["bliss", "additive", "hsa", "loewe", "musyc"] {
        let extra = if surface == "musyc" {
            "\nE3 = -0.3\nalpha12 = 3\nalpha21 = 0.5\ngamma12 = 0.9"
        } else {
            ""
        };
        let table = format!("surface = \"{surface}\"\n{TWO}{extra}");
        for dose in [1e-6, 0.2, 1.0, 30.0] {
            let one = curve(0.6, 0.2, 1.0, 1.5, dose);
            let two = curve(0.6, -0.1, 2.0, 0.8, dose);
            close(combined(&table, dose, 0.0), one, 1e-12);
            close(combined(&table, 0.0, dose), two, 1e-12);
        }
        close(combined(&table, 0.0, 0.0), 0.6, 1e-12);
    }
}

/// Oracle: a drug combined with itself is that drug at the sum of the doses, to 1e-12, in closed form and by iteration.
#[test]
fn a_sham_combination_is_loewe_additive() {
    for slopes in ["[1.3, 1.3]", "[1.3, \"1 + 0.3\"]"] {
        let table = format!(
            "surface = \"loewe\"\nE0 = 0.5\nE = [-0.2, -0.2]\nC = [0.7, 0.7]\nh = {slopes}"
        );
        for (a, b) in [(0.1, 0.1), (0.5, 2.0), (1e-3, 20.0)] {
            close(
                combined(&table, a, b),
                curve(0.5, -0.2, 0.7, 1.3, a + b),
                1e-12,
            );
        }
    }
}

/// Oracle: the occupancy by bisection of a/C1 (1/o - 1)^(1/h1) + b/C2 (1/o - 1)^(1/h2) = 1, to 1e-11, for slopes up to ten times apart.
#[test]
fn loewe_additivity_of_unlike_slopes_solves_its_equation() {
    for (h1, h2) in [(1.5, 0.8), (4.0, 1.0), (0.5, 5.0), (0.3, 3.0)] {
        for (a, b) in [
            (1.0, 1.0),
            (1e-3, 2.0),
            (3.0, 1e-4),
            (5.0, 0.2),
            (0.05, 0.05),
        ] {
            let terms = |odds: f64| {
                (
                    a * libm::pow(odds, -1.0 / h1),
                    b * libm::pow(odds, -1.0 / h2),
                )
            };
            let (mut low, mut high) = (-80.0, 80.0);
            for _ in 0..200 {
                let middle = 0.5 * (low + high);
                let (one, two) = terms(libm::exp(middle));
                if one + two > 1.0 {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            let odds = libm::exp(low);
            let (one, two) = terms(odds);
            let wanted = 0.6 + odds / (1.0 + odds) * (one * (0.2 - 0.6) + two * (-0.1 - 0.6));
            let table = format!(
                "surface = \"loewe\"\nE0 = 0.6\nE = [0.2, -0.1]\nC = [1, 1]\nh = [{h1:?}, {h2:?}]"
            );
            close(combined(&table, a, b), wanted, 1e-11);
        }
    }
}

/// Oracle: Bliss independence where potencies and slopes do not change and E3 = E1 E2 / E0; generalised Loewe additivity where
/// alpha12 = alpha21 = 0 and slopes are 1 (Wooten et al. 2021, doi:10.1038/s41467-021-24789-z); to 1e-12.
#[test]
fn musyc_contains_bliss_and_loewe() {
    for (a, b) in [(0.3, 0.7), (2.0, 0.1), (0.01, 40.0)] {
        let bliss = combined(&format!("surface = \"bliss\"\n{TWO}"), a, b);
        let musyc = format!("surface = \"musyc\"\n{TWO}\nE3 = \"0.2 * -0.1 / 0.6\"");
        close(combined(&musyc, a, b), bliss, 1e-12);
        let plain = "E0 = 0.6\nE = [0.2, -0.1]\nC = [1, 2]";
        let musyc = format!("surface = \"musyc\"\n{plain}\nE3 = 7\nalpha12 = 0\nalpha21 = 0");
        for slopes in ["", "\nh = [1, \"1 + 0\"]"] {
            let loewe = combined(&format!("surface = \"loewe\"\n{plain}{slopes}"), a, b);
            close(combined(&musyc, a, b), loewe, 1e-12);
        }
    }
}

/// Oracle: the residual sum of squares 0.07855 of the published 108 wells under the best fit of MuSyC to them, to 1e-4.
#[test]
fn musyc_gives_the_published_residual() {
    let data = std::env::var_os("FORESTALL_DATA").map_or_else(
        || std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        std::path::PathBuf::from,
    );
    let Ok(wells) = std::fs::read_to_string(data.join("synergy/2d.csv")) else {
        eprintln!("skipped: no synergy/2d.csv");
        return;
    };
    let table = "surface = \"musyc\"\nE0 = 1.0033\nE = [0.5134, 0.2074]\nC = [0.950, 1.086]\nh = [1.228, 0.806]\nE3 = -0.0119\nalpha12 = 3.352\nalpha21 = 1.175\ngamma12 = 0.928\ngamma21 = 0.690";
    let mut sum = 0.0;
    for line in wells.lines().skip(1) {
        let cells: Vec<f64> = line
            .split(',')
            .map(|cell| cell.trim().parse().unwrap())
            .collect();
        let error = cells[2] - combined(table, cells[0], cells[1]);
        sum += error * error;
    }
    assert!((sum - 0.078_552_6).abs() < 1e-4, "{sum}");
}
