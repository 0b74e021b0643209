//! Models made of clones load, run and give the plans that the clones call for.
#![allow(clippy::unwrap_used)]

use forestall::estimate::profile::{
    Bounds, CloneModel, DrugEffect, ModelClone, ModelDrug, ModelRegimen, ModelScenario,
};
use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::{Source, load};
use forestall_plan::{Arm, Cohort, Scenario, compare};

fn nothing() -> DrugEffect {
    DrugEffect::Nothing {
        source: "PMID 26181354".to_owned(),
    }
}

fn clone(name: &str, note: &str, effects: Vec<DrugEffect>) -> ModelClone {
    ModelClone {
        name: name.to_owned(),
        note: note.to_owned(),
        effects,
        costly: true,
    }
}

/// T790M and C797S on one allele of the same cells (cis), or in different cells (trans): gefitinib reaches C797S cells without
/// T790M, osimertinib reaches T790M cells without C797S, nothing reaches cells with both.
fn two_mutations(cis: bool) -> CloneModel {
    let full = || DrugEffect::Full;
    let both = |name: &str, note: &str, effects| clone(name, note, effects);
    let clones = vec![
        both("rest", "no known mechanism", vec![full(), full()]),
        both("t790m", "EGFR T790M", vec![nothing(), full()]),
        if cis {
            both(
                "c797s",
                "EGFR T790M and C797S in cis",
                vec![nothing(), nothing()],
            )
        } else {
            both("c797s", "EGFR C797S", vec![full(), nothing()])
        },
    ];
    let shares = [0.2, 0.5, 0.3].map(|share| Bounds {
        low: share - 0.1,
        best: share,
        high: share + 0.1,
    });
    let regimen = |name: &str, drugs: &[usize]| ModelRegimen {
        name: name.to_owned(),
        note: format!("{name} all the time"),
        drugs: drugs.to_vec(),
    };
    let drug = |name: &str| ModelDrug {
        name: name.to_owned(),
        label: name.to_owned(),
        shares_target: Vec::new(),
    };
    CloneModel {
        title: "EGFR \"double\" mutant".to_owned(),
        summary: "Two mutations.".to_owned(),
        clones,
        scenarios: vec![ModelScenario {
            weight: 1.0,
            note: "the only way".to_owned(),
            shares: shares.to_vec(),
            source: "reads".to_owned(),
        }],
        drugs: vec![drug("gefitinib"), drug("osimertinib")],
        regimens: vec![
            regimen("untreated", &[]),
            regimen("as_given", &[1]),
            regimen("gefitinib_alone", &[0]),
            regimen("both", &[0, 1]),
        ],
    }
}

/// Days to progression by regimen, best first, at the default parameters.
fn plan(model: &CloneModel) -> Vec<(String, f64)> {
    let text = model.to_toml();
    let source = Source::new("clones.toml", &text);
    let core = load(&source, None)
        .unwrap_or_else(|e| panic!("{e}\n{text}"))
        .core;
    let point = core.defaults();
    let model = Model::new(core).unwrap();
    let core = model.core();
    let arms = Arm::named(core, core.regimens.iter().map(|r| r.name.as_str())).unwrap();
    let scenario = Scenario {
        seed: 1,
        visits: None,
        noise: false,
        horizon: Some(1825.0),
    };
    let found = compare(&model, &arms, &Cohort::point(point), &scenario).unwrap();
    assert_eq!(found.reference.as_deref(), Some("as_given"));
    found
        .regimens
        .iter()
        .map(|r| (r.name.clone(), r.objective.mean))
        .collect()
}

#[test]
fn cis_and_trans_call_for_different_plans() {
    let time = |all: &[(String, f64)], name: &str| all.iter().find(|(n, _)| n == name).unwrap().1;
    let trans = plan(&two_mutations(false));
    assert_eq!(trans[0].0, "both", "{trans:?}");
    assert!(
        time(&trans, "both") > 2.0 * time(&trans, "as_given"),
        "{trans:?}"
    );
    let cis = plan(&two_mutations(true));
    assert!(time(&cis, "both") < 1.2 * time(&cis, "as_given"), "{cis:?}");
}

/// Closed form: what one change makes resistant to all drugs grows under both as without them: R' = net R + shared u birth H, with the
/// host H declining at the sum of both effects; the Bozic share of such mutants at the start. Without such sites both hold longer.
#[test]
fn a_combination_fails_by_what_resists_all_its_drugs() {
    let mut model = two_mutations(false);
    model.clones[0].costly = false;
    model.scenarios[0].shares = [1.0, 0.0, 0.0].map(Bounds::exactly).to_vec();
    let core = load(&Source::new("clones.toml", model.to_toml()), None)
        .unwrap()
        .core;
    let value = |name: &str| core.parameters[core.parameter(name).unwrap()].value;
    let (net, birth, u, cells) = (value("net"), value("birth"), value("u"), value("cells"));
    let kills = 2.0 * (net + value("decline_gefitinib"));
    assert_eq!(value("shared"), 1.0);
    let survival = net / birth;
    let host = net - kills;
    let at = |t: f64| {
        let born = cells * u / survival * (cells * survival).ln();
        let flow = u * birth * cells;
        born * (net * t).exp() + flow * ((host * t).exp() - (net * t).exp()) / (host - net)
    };
    let both = core.regimens.iter().position(|r| r.name == "both").unwrap();
    let state = (core.states.iter())
        .position(|s| s.name == "resistant_to_all")
        .unwrap();
    let point = core.defaults();
    let shared = core.parameter("shared").unwrap();
    let engine = Model::new(core).unwrap();
    let settings = Settings {
        record: vec![0.0, 200.0, 600.0],
        ..Settings::default()
    };
    let simulation = Simulation::new(&engine, both, settings).unwrap();
    let mut none = point.clone();
    none[shared] = 0.0;
    let runs = simulation.run(&[Job::new(point), Job::new(none)]).unwrap();
    for (&t, states) in runs[0]
        .trajectory
        .times
        .iter()
        .zip(&runs[0].trajectory.states)
    {
        let wanted = at(t);
        assert!(
            (states[state] / wanted - 1.0).abs() < 1e-6,
            "{t} {states:?} {wanted}"
        );
    }
    let never = |k: usize| runs[k].stops[0].unwrap_or(f64::INFINITY);
    assert!(never(0) < never(1), "{} {}", never(0), never(1));
}

/// Two scenarios are chosen between by one parameter, by their weights; every kind of effect has its own numbers, with source.
#[test]
fn every_kind_of_effect_and_several_scenarios_load() {
    let mut model = two_mutations(false);
    model.scenarios[0].weight = 0.7;
    let mut other = model.scenarios[0].clone();
    other.weight = 0.3;
    other.shares[2] = Bounds::exactly(0.0);
    other.note = "C797S lies in the same cells".to_owned();
    model.scenarios.push(other);
    model.clones[1].effects[1] = DrugEffect::Fold {
        low: 10.0,
        high: 100.0,
        source: "PMID 15737014".to_owned(),
    };
    model.clones[2].effects[0] = DrugEffect::Reduced {
        restored_by: Some(1),
        source: "PMID 17463250".to_owned(),
    };
    model.clones[2].effects[1] = DrugEffect::Reduced {
        restored_by: None,
        source: "prior".to_owned(),
    };
    let text = model.to_toml();
    let core = load(&Source::new("clones.toml", &text), None)
        .unwrap_or_else(|e| panic!("{e}\n{text}"))
        .core;
    let unsourced: Vec<&str> = core
        .parameters
        .iter()
        .filter(|p| p.source.is_none() && p.name != "cell")
        .map(|p| p.name.as_str())
        .collect();
    assert_eq!(unsourced, [] as [&str; 0]);
    let (scenario, state) = (
        core.parameter("scenario").unwrap(),
        core.state("c797s").unwrap(),
    );
    let model = Model::new(core).unwrap();
    let settings = Settings {
        until: Some(1e-6),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let at = |value: f64| {
        let mut parameters = model.core().defaults();
        parameters[scenario] = value;
        let run = simulation.run(&[Job::new(parameters)]).unwrap().remove(0);
        (run.states[state] / 1e6).round()
    };
    // A share of 0.3 of 1e9 cells, or none.
    assert_eq!((at(0.69), at(0.71)), (300.0, 0.0));
}
