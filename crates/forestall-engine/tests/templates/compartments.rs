//! Compartments that a drug is given into.

use super::*;

const DRUG: &str = "[drug.A]\nexposure = \"amount\"\n[regimen.r]\nA = { amount = 100 }\n[assay.c]\nvalue = \"plasma\"\n[pk.plasma]\ndrug = \"A\"\nvolume = 10\n";

/// Oracle: the bi-exponential curve of two compartments after one dose, to 1e-8.
#[test]
fn two_compartments_give_a_biexponential_curve() {
    let tables = format!("{DRUG}clearance = 2\nperipheral = [{{ volume = 30, flow = 5 }}]\n");
    let (k10, k12, k21) = (0.2, 0.5, 5.0 / 30.0);
    let sum: f64 = k10 + k12 + k21;
    let root = libm::sqrt(sum * sum - 4.0 * k10 * k21);
    let (fast, slow) = (0.5 * (sum + root), 0.5 * (sum - root));
    let times = [0.5, 2.0, 10.0, 40.0];
    for (t, got) in times.iter().zip(first(&tables, &times)) {
        let wanted = 100.0 / (fast - slow)
            * ((fast - k21) * libm::exp(-fast * t) + (k21 - slow) * libm::exp(-slow * t));
        close(got, wanted, 1e-8);
    }
}

/// Oracle: Bateman's function for a dose by mouth of which 0.6 arrive, to 1e-8.
#[test]
fn absorption_gives_batemans_function() {
    let tables = format!("{DRUG}clearance = 2\nabsorption = 1.5\nbioavailability = 0.6\n");
    let times = [0.5, 2.0, 10.0];
    for (t, all) in times
        .iter()
        .zip(states(&format!("{tables}[solver]\nrtol = 1e-11\n"), &times))
    {
        let wanted = 0.6 * 100.0 * 1.5 / (1.5 - 0.2) * (libm::exp(-0.2 * t) - libm::exp(-1.5 * t));
        close(all[0], 60.0 * libm::exp(-1.5 * t), 1e-8);
        close(all[1], wanted, 1e-8);
    }
}

/// Oracle: elimination that saturates obeys half ln(C/C0) + C - C0 = -largest t / volume, to 1e-8.
#[test]
fn elimination_that_saturates_obeys_its_integral() {
    let tables = format!("{DRUG}saturable = {{ largest = 8, half = 3 }}\n");
    for (t, got) in [1.0, 5.0].iter().zip(first(&tables, &[1.0, 5.0])) {
        let c = got / 10.0;
        close(3.0 * libm::log(c / 10.0) + c - 10.0, -0.8 * t, 1e-8);
    }
}

/// Oracle: with three compartments, amounts and what clearance has taken add up to the dose, to 1e-9.
#[test]
fn three_compartments_keep_the_dose() {
    let tables = format!(
        "{DRUG}clearance = 2\nperipheral = [{{ volume = 30, flow = 5 }}, {{ volume = 80, flow = 1 }}]\n[state.gone]\ninitial = 0\node = \"2 * plasma\"\n[solver]\nrtol = 1e-11\n"
    );
    let all = states(&tables, &[7.0]);
    close(all[0].iter().sum::<f64>(), 100.0, 1e-9);
    assert_eq!(all[0].len(), 4);
}
