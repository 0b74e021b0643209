//! Regimens side by side: for one patient and over the cohort.

use forestall_model::{Binary, Core, Expr, Memory};
use forestall_plan::PooledRegimen;
use forestall_report::{
    Band, Comparison, DrugStrip, Forest, ForestRow, Progression, ProgressionCurve, Quantity,
    RegimenOutcome, Spread90, significant,
};

use super::{finite, share::share_without};
use crate::cli::plan::{PatientPlan, PlanDraws, PlanSummary, RegimenPlan};

/// The regimens compared for a patient.
pub(super) fn comparison(plan: &PlanSummary, core: &Core, id: &str) -> Option<Comparison> {
    let own = plan.patients.iter().find(|p| p.patient == id)?;
    let mut regimens: Vec<&RegimenPlan> = own.regimens.iter().collect();
    regimens.sort_by_key(|r| r.rank);
    Some(Comparison {
        note: Some(note(plan, own)),
        burden: Quantity::new("Burden", "relative to the first"),
        limit: limit(core, event(plan)),
        horizon: finite(plan.horizon),
        // A bound of some of the draws says nothing about the others, so it is not drawn.
        upper_bound: own
            .upper_bound
            .filter(|_| own.no_bound.is_none())
            .and_then(finite),
        verdict: (!own.verdict.is_empty()).then(|| own.verdict.clone()),
        regimens: regimens.iter().map(|r| outcome(r, plan.horizon)).collect(),
    })
}

/// Draws, visits, noise and stop rule in a sentence.
fn note(plan: &PlanSummary, own: &PatientPlan) -> String {
    let unit = &plan.time_unit;
    let under = match own.draws {
        1 => "At the point estimate".to_owned(),
        draws => match own.tuned_on {
            0 => format!("Under {draws} posterior draws"),
            tuned => format!("Under {draws} posterior draws, with rules tuned on {tuned} others"),
        },
    };
    let visits = plan.visits.map_or_else(
        || "visits as each regimen has them".to_owned(),
        |v| format!("visits every {} {unit}s", significant(v, 4)),
    );
    let noise = if plan.noise { "with" } else { "without" };
    let mut text = format!(
        "{under}, {visits}, {noise} measurement noise. Times to {} are cut off at {} {unit}s.",
        event(plan),
        significant(plan.horizon, 4)
    );
    match (&own.no_bound, own.upper_bound) {
        (Some(reason), None) => text.push_str(&format!(
            " There is no upper bound on what a schedule could reach: {}.",
            reason.replace('`', "")
        )),
        (Some(reason), Some(bound)) => text.push_str(&format!(
            " In {} of the draws no schedule can take longer than a bound, whose median is {} {unit}s; shares of the bound are over \
             those. The others have none ({}).",
            percent(own.bounded),
            significant(bound, 4),
            reason.replace('`', "")
        )),
        (None, _) => {}
    }
    text
}

/// A share in whole per cent.
fn percent(share: f64) -> String {
    format!("{:.0}\u{a0}%", 100.0 * share)
}

/// What is waited for: `progression` of `time to progression`.
pub(super) fn event(plan: &PlanSummary) -> &str {
    &plan.stop_rule
}

fn outcome(r: &RegimenPlan, horizon: f64) -> RegimenOutcome {
    let reached = |t: f64| finite(t).filter(|t| *t < horizon);
    let mut dosing: Vec<(String, Vec<(f64, f64)>)> = Vec::new();
    for (drug, from, to) in &r.dosing {
        match dosing.iter_mut().find(|(name, _)| name == drug) {
            Some((_, spans)) => spans.push((*from, *to)),
            None => dosing.push((drug.clone(), vec![(*from, *to)])),
        }
    }
    let good: Vec<usize> = (0..r.times.len())
        .filter(|&k| {
            let all = [&r.times, &r.q05, &r.q50, &r.q95];
            all.iter().all(|v| v.get(k).is_some_and(|x| x.is_finite()))
        })
        .collect();
    let of = |values: &[f64]| good.iter().map(|&k| values[k]).collect::<Vec<f64>>();
    let tuned: Vec<String> = r
        .tuned
        .iter()
        .map(|(name, value)| format!("{name} = {}", significant(*value, 4)))
        .collect();
    let rule = match (&r.note, tuned.is_empty()) {
        (Some(note), true) => Some(note.clone()),
        (Some(note), false) => Some(format!("{note}; here {}", tuned.join(", "))),
        (None, true) => None,
        (None, false) => Some(tuned.join(", ")),
    };
    RegimenOutcome {
        name: r.name.clone(),
        rule,
        reference: r.reference,
        burden: (!good.is_empty()).then(|| Band {
            time: of(&r.times),
            q05: of(&r.q05),
            q50: of(&r.q50),
            q95: of(&r.q95),
            ..Band::default()
        }),
        dosing: dosing
            .iter()
            .map(|(drug, spans)| DrugStrip::on_off(drug.clone(), spans))
            .collect(),
        time_to_progression: Some(Spread90 {
            q05: reached(r.objective.q05),
            q50: reached(r.objective.median),
            q95: reached(r.objective.q95),
            horizon: finite(horizon),
        }),
        drug_use: finite(r.drug_use),
        share_of_bound: r.share_of_bound.and_then(finite),
        indefinite_control: finite(r.indefinite),
        rank: Some(r.rank),
        probability_best: finite(r.unbeaten_probability),
    }
}

/// The burden at which progression is declared, relative to the first, where the stop rule is `a > c * baseline(a)`.
fn limit(core: &Core, stop: &str) -> Option<f64> {
    let rule = core.stops.iter().find(|s| s.name == stop)?;
    let Expr::Binary(Binary::Greater | Binary::GreaterEqual, sides) = &rule.when else {
        return None;
    };
    let (Expr::Assay(0, Memory::Latest), Expr::Binary(Binary::Multiply, factors)) =
        (&sides.0, &sides.1)
    else {
        return None;
    };
    match (&factors.0, &factors.1) {
        (Expr::Number(c), Expr::Assay(0, Memory::Baseline))
        | (Expr::Assay(0, Memory::Baseline), Expr::Number(c)) => finite(*c),
        _ => None,
    }
}

/// The regimens of all patients that are named `name`.
fn of_all<'a>(plan: &'a PlanSummary, name: &str) -> Vec<&'a RegimenPlan> {
    let all = plan.patients.iter().flat_map(|p| &p.regimens);
    all.filter(|r| r.name == name).collect()
}

/// The ranking over the cohort.
pub(super) fn ranking(plan: &PlanSummary) -> Vec<RegimenOutcome> {
    let horizon = plan.horizon;
    let row = |ranked: &PooledRegimen| {
        let all = of_all(plan, &ranked.name);
        let mean = |of: &dyn Fn(&RegimenPlan) -> Option<f64>| {
            let known: Vec<f64> = all
                .iter()
                .filter_map(|r| of(r))
                .filter_map(finite)
                .collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        let reached = |t: f64| finite(t).filter(|t| *t < horizon);
        RegimenOutcome {
            name: ranked.name.clone(),
            rule: all.first().and_then(|r| r.note.clone()),
            reference: ranked.reference,
            time_to_progression: Some(Spread90 {
                q05: reached(ranked.objective.q05),
                q50: reached(ranked.objective.median),
                q95: reached(ranked.objective.q95),
                horizon: finite(horizon),
            }),
            drug_use: finite(ranked.drug_use),
            share_of_bound: mean(&|r| r.share_of_bound),
            indefinite_control: finite(ranked.indefinite),
            rank: Some(ranked.rank),
            probability_best: finite(ranked.unbeaten_probability),
            ..RegimenOutcome::default()
        }
    };
    plan.cohort.regimens.iter().map(row).collect()
}

/// Predicted share without progression over time, per regimen.
pub(super) fn progression(plan: &PlanSummary, draws: &PlanDraws) -> Option<Progression> {
    let latest = plan
        .patients
        .iter()
        .flat_map(|p| &p.regimens)
        .map(|r| r.objective.q95)
        .filter(|t| t.is_finite())
        .fold(0.0, f64::max);
    let end = (1.05 * latest).min(plan.horizon);
    if !(end > 0.0 && end.is_finite()) || plan.patients.len() < 2 {
        return None;
    }
    let curve = |name: &str| {
        let times: Vec<&[f64]> = plan
            .patients
            .iter()
            .map(|p| draws.times(&p.patient, name))
            .filter(|own| !own.is_empty())
            .collect();
        ProgressionCurve {
            name: name.to_owned(),
            observed: Vec::new(),
            predicted: Some(share_without(&times, end)),
        }
    };
    Some(Progression {
        event: event(plan).to_owned(),
        time_unit: String::new(),
        curves: plan
            .cohort
            .regimens
            .iter()
            .map(|r| curve(&r.name))
            .collect(),
    })
}

/// Time to progression per patient under the regimen that is first over the cohort.
pub(super) fn forest(plan: &PlanSummary) -> Option<Forest> {
    let best = plan.cohort.regimens.iter().min_by_key(|r| r.rank)?;
    let reached = |t: f64| finite(t).filter(|t| *t < plan.horizon);
    let row = |p: &PatientPlan| {
        let own = p.regimens.iter().find(|r| r.name == best.name)?;
        Some(ForestRow {
            patient: p.patient.clone(),
            group: None,
            spread: Spread90 {
                q05: reached(own.objective.q05),
                q50: reached(own.objective.median),
                q95: reached(own.objective.q95),
                horizon: finite(plan.horizon),
            },
            observed: None,
        })
    };
    Some(Forest {
        quantity: Quantity::new(
            format!("Time to {} under {}", event(plan), best.name),
            format!("{}s", plan.time_unit),
        ),
        reference: None,
        rows: plan.patients.iter().filter_map(row).collect(),
    })
}
