//! Constructs that are written out: what `expand` prints of each.

use super::*;

/// The whole flat core of a model without parameters.
fn flat(tables: &str) -> String {
    let text = format!("[model]\nname = \"m\"\ntime = \"day\"\n{tables}");
    expand(&loaded(&text, None).core)
}

fn has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|own| own == *line), "{line}\n{text}");
    }
}

const TWO: &str = "[drug.A]\nexposure = \"amount\"\n[drug.B]\nexposure = \"amount\"\n[state.c]\ninitial = 1\node = 0\n[population.S]\ninitial = 1\nbirth = \"g\"\n";

#[test]
fn combinations_are_named_expressions() {
    let text = flat(&format!(
        "{TWO}[combination.g]\nsurface = \"bliss\"\ndrugs = [\"A\", \"c / 2\"]\nE0 = 0.5\nE = [0.1, 0]\nC = [1, 2]\n"
    ));
    has(
        &text,
        &[
            "let g_alone1 = 0.5 + (0.1 - 0.5) * (dose(A) ^ 1 / (1 ^ 1 + dose(A) ^ 1))",
            "let g = 0.5 * (g_alone1 / 0.5 * g_alone2 / 0.5)",
            "S' = g * S",
        ],
    );
    let text = flat(&format!(
        "{TWO}[combination.g]\nsurface = \"musyc\"\ndrugs = [\"A\", \"B\"]\nE0 = 0.5\nE = [0.1, 0]\nC = [1, 2]\nE3 = -1\nalpha12 = 3\n"
    ));
    has(
        &text,
        &[
            "let g_to2under1 = (3 * dose(B) / 2) ^ (1 * 1)",
            "let g_free = 2 + g_to1under2 + g_to2under1",
        ],
    );
}

/// Units of a surface are checked where they are written.
#[test]
fn a_surface_takes_units() {
    let text = "[model]\nname = \"m\"\ntime = \"day\"\n[parameter]\ng0 = { value = 0.5, unit = \"1/day\" }\ng1 = { value = 0.1, unit = \"1/day\" }\nhalf = { value = 2, unit = \"mg\" }\nslope = 1.3\n[drug.A]\nexposure = \"amount\"\nunit = \"mg\"\n[drug.B]\nexposure = \"amount\"\nunit = \"mg\"\n[population.S]\ninitial = 1\nbirth = \"g\"\n[combination.g]\ndrugs = [\"A\", \"B\"]\nE0 = \"g0\"\nE = [\"g1\", \"g1\"]\nC = [\"half\", \"half\"]\nh = [\"slope\", 2]\n";
    for surface in ["bliss", "additive", "hsa", "loewe"] {
        loaded(&format!("{text}surface = \"{surface}\"\n"), None);
    }
    let core = loaded(&format!("{text}surface = \"musyc\"\nE3 = \"g1\"\n"), None).core;
    let whole = core.lets.iter().find(|own| own.name == "g").unwrap();
    assert_eq!(whole.unit, "1/day");
}

#[test]
fn laws_of_growth_split_into_births_and_deaths() {
    let grow = |law: &str| {
        let text = flat(&format!(
            "[population.S]\ninitial = 1\ndeath = 0.01\ngrowth = {{ {law} }}\n"
        ));
        let lines: Vec<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix("reaction ").map(str::to_owned))
            .collect();
        lines
    };
    assert_eq!(
        grow("law = \"logistic\", rate = 0.2, capacity = 50"),
        [
            "birth of S: -> S @ 0.2 * (1 - S / 50) * S",
            "death of S: S -> @ 0.01 * S"
        ]
    );
    assert_eq!(
        grow(
            "law = \"logistic\", rate = 0.2, capacity = 50, crowding = \"deaths\", total = \"2 * S\""
        ),
        [
            "birth of S: -> S @ 0.2 * S",
            "death of S: S -> @ (0.01 + 0.2 * (2 * S / 50)) * S"
        ]
    );
    assert_eq!(
        grow("law = \"gompertz\", rate = 0.2, capacity = 50")[0],
        "birth of S: -> S @ if(S > 0, 0.2 * ln(50 / S), 0) * S"
    );
    assert_eq!(
        grow("law = \"bertalanffy\", rate = 0.2, loss = 0.1, exponent = 0.75"),
        [
            "birth of S: -> S @ if(S > 0, 0.2 * S ^ -0.25, 0) * S",
            "death of S: S -> @ (0.01 + 0.1) * S",
        ]
    );
}

/// Cells to a power of cells: the rate of a power law has the unit that makes it one.
#[test]
fn power_laws_take_units() {
    loaded(
        "[model]\nname = \"m\"\ntime = \"day\"\n[parameter]\nr = { value = 0.1, unit = \"1/(cells day)\" }\n[population.S]\ninitial = 1\nunit = \"cells\"\ngrowth = { law = \"power\", rate = \"r\", exponent = 2 }\n",
        None,
    );
}

#[test]
fn games_give_births_and_deaths_by_payoffs() {
    let tables = "[population.P]\ninitial = 1\ndeath = 0.1\n[population.R]\ninitial = 1\n[population.Q]\ninitial = 1\n[game]\npopulations = [\"P\", \"R\"]\nmatrix = [[1, 2], [3, 4]]\nrate = 0.01\n";
    let text = flat(&format!("{tables}form = \"growth\"\n"));
    has(
        &text,
        &[
            "let payoff_P = 0.01 * ((1 * P + 2 * R) / (P + R))",
            "reaction birth of P: -> P @ max(payoff_P, 0) * P",
            "reaction death of P: P -> @ (0.1 + max(-payoff_P, 0)) * P",
            "Q' = 0",
        ],
    );
    let text = flat(&format!("{tables}form = \"replicator\"\n"));
    has(
        &text,
        &[
            "let mean_payoff = (payoff_P * P + payoff_R * R) / (P + R)",
            "reaction birth of R: -> R @ max(payoff_R - mean_payoff, 0) * R",
        ],
    );
}

#[test]
fn predation_is_a_rate_per_prey_cell() {
    let text = flat(
        "[population.T]\ninitial = 1\ndeath = \"0.1 + killing\"\n[population.E]\ninitial = 1\n[predation.killing]\nform = \"saturating\"\npredator = \"E\"\nprey = \"T\"\nrate = 2\nhalf = 5\nsuppressed = [{ by = \"T\", half = 9 }]\n",
    );
    has(
        &text,
        &[
            "let killing = 2 * E / (5 + T) / (1 + T / 9)",
            "T' = -((0.1 + killing) * T)",
        ],
    );
}

#[test]
fn rules_change_the_rates_of_populations() {
    let text = flat(
        "[population.S]\ninitial = 1\nbirth = 0.3\n[population.R]\ninitial = 0\n[state.o]\ninitial = 1\node = 0\n\
         [[rule]]\nsignal = \"o\"\ndirection = \"increases\"\nbehaviour = \"birth of S\"\nto = 0.9\nhalf = 2\npower = 4\n\
         [[rule]]\nsignal = \"time\"\ndirection = \"decreases\"\nbehaviour = \"birth of S\"\nto = 0\nhalf = 3\npower = 2\n\
         [[rule]]\nsignal = \"o\"\ndirection = \"decreases\"\nbehaviour = \"death of S\"\nbase = 0.2\nto = 0\nhalf = 1\npower = 1\nname = \"necrosis\"\n\
         [[rule]]\nsignal = \"o\"\ndirection = \"increases\"\nbehaviour = \"switch S -> R\"\nbase = 0\nto = 0.5\nhalf = 1\npower = 1\n",
    );
    has(
        &text,
        &[
            "reaction birth of S: -> S @ ((0.3 + 0.9 * (o / 2) ^ 4) / (1 + (o / 2) ^ 4) + 0 * (time / 3) ^ 2) / (1 + (time / 3) ^ 2) * S",
            "reaction death of S: S -> @ (0.2 + 0 * (o / 1) ^ 1) / (1 + (o / 1) ^ 1) * S",
            "reaction switch S -> R: S -> R @ (0 + 0.5 * (o / 1) ^ 1) / (1 + (o / 1) ^ 1) * S",
        ],
    );
}

#[test]
fn compartments_are_states_and_receive_the_doses() {
    let text = flat(
        "[population.S]\ninitial = 1\ndeath = \"plasma\"\n[drug.A]\nexposure = \"amount\"\n[pk.plasma]\ndrug = \"A\"\nvolume = 10\nclearance = 2\nperipheral = [{ volume = 30, flow = 5 }]\nabsorption = 1.5\nbioavailability = 0.6\n",
    );
    has(
        &text,
        &[
            "let plasma = plasma_central / 10",
            "  at a dose plasma_gut becomes plasma_gut + 0.6 * dose(A)",
            "plasma_gut' = -(1.5 * plasma_gut)",
            "plasma_central' = 1.5 * plasma_gut - 2 * plasma - 5 * (plasma - plasma_peripheral / 30)",
            "plasma_peripheral' = 5 * (plasma - plasma_peripheral / 30)",
        ],
    );
}
