//! Library models against another solver: diffsol's backward differentiation formulas with its own step control and linear algebra, on the
//! same right-hand side, compiled for one patient.
#![allow(clippy::unwrap_used)]

mod library;

use diffsol::{DenseMatrix, NalgebraLU, NalgebraMat, OdeBuilder, OdeSolverMethod};
use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::program::{Builder, Program};
use forestall_model::{Core, Dosing, Expr, Method, Regimen};

/// Relative tolerance of both solvers, and the largest difference of a state relative to its largest value over the run.
const TOLERANCE: f64 = 1e-9;
const NEAR: f64 = 2e-6;
/// Times that are compared.
const POINTS: usize = 12;

/// The library models that are differential equations, without what ends a run.
fn smooth() -> impl Iterator<Item = (String, Core)> {
    let differential = |core: &Core| {
        let method = core.solver.method;
        matches!(method, Method::Adaptive { .. } | Method::Stiff { .. })
    };
    library::models()
        .into_iter()
        .filter(move |(_, core)| {
            differential(core) && core.events.is_empty() && core.start.is_none()
        })
        .map(|(name, mut core)| {
            core.stops.clear();
            (name, core)
        })
}

/// What a regimen gives: rates that never change, and single doses of drugs at times.
#[derive(Default)]
struct Given {
    rates: Vec<f64>,
    single: Vec<(f64, usize, f64)>,
}

/// What a regimen without decisions gives until `until`; nothing for infusions and courses.
fn given(core: &Core, regimen: &Regimen, until: f64) -> Option<Given> {
    let [phase] = regimen.phases.as_slice() else {
        return None;
    };
    let mut all = Given::default();
    for (drug, dosing) in phase.doses.iter().enumerate() {
        all.rates.push(match dosing {
            Dosing::Constant(amount) => value(core, amount),
            Dosing::Doses(_) => 0.0,
            _ => return None,
        });
        let Dosing::Doses(trains) = dosing else {
            continue;
        };
        for train in trains {
            if train.over > 0.0 {
                return None;
            }
            let amount = value(core, &train.amount);
            let next = |time: &f64| Some(time + train.every);
            let times = std::iter::successors(Some(train.first), next)
                .take(train.times.map_or(usize::MAX, |times| times as usize))
                .take_while(|&time| time < until);
            all.single.extend(times.map(|time| (time, drug, amount)));
        }
    }
    all.single
        .sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    Some(all)
}

/// A number that parameters alone give.
fn value(core: &Core, expr: &Expr) -> f64 {
    let mut builder = Builder::new(core, 0, 0);
    builder.output(expr);
    let program = builder.finish();
    program.evaluate(&inputs(core, &program, &[], &[]))[0]
}

/// What a single dose makes of the states.
fn dosed(core: &Core, states: &mut [f64], drug: usize, amount: f64) {
    let effects = &core.drugs[drug].at_dose;
    let mut builder = Builder::new(core, 0, 0);
    for (_, expr) in effects {
        builder.output(expr);
    }
    let program = builder.finish();
    let mut doses = vec![0.0; core.drugs.len()];
    doses[drug] = amount;
    let values = program.evaluate(&inputs(core, &program, states, &doses));
    for ((state, _), value) in effects.iter().zip(values) {
        states[*state] = value;
    }
}

/// Inputs of a program of one patient.
fn inputs(core: &Core, program: &Program, states: &[f64], doses: &[f64]) -> Vec<f64> {
    let layout = program.layout;
    let mut all = vec![0.0; layout.inputs()];
    all[..states.len()].copy_from_slice(states);
    all[layout.parameter()..][..core.parameters.len()].copy_from_slice(&core.defaults());
    all[layout.dose()..][..doses.len()].copy_from_slice(doses);
    all
}

/// Rates of all states, then their partial derivatives by each state.
fn rates(core: &Core) -> Program {
    let mut builder = Builder::new(core, 0, 0);
    for state in &core.states {
        builder.output(&state.rate);
    }
    builder.jacobian();
    builder.finish()
}

fn start(core: &Core) -> Vec<f64> {
    let mut builder = Builder::new(core, 0, 0);
    for state in &core.states {
        builder.output(&state.initial);
    }
    let program = builder.finish();
    program.evaluate(&inputs(core, &program, &[], &[]))
}

/// States at `times` after `from` by diffsol, from `first`, which they have there; `absolute` is a tolerance per state.
fn segment(
    core: &Core,
    (program, doses, absolute): (&Program, &[f64], &[f64]),
    (from, first): (f64, &[f64]),
    times: &[f64],
) -> Vec<Vec<f64>> {
    let n = first.len();
    let evaluate = |states: &[f64], t: f64| {
        let mut all = inputs(core, program, states, doses);
        all[program.layout.time()] = t;
        for (drug, &dose) in doses.iter().enumerate() {
            all[program.layout.time_on() + drug] = if dose > 0.0 { t } else { 0.0 };
        }
        program.evaluate(&all)
    };
    let problem = OdeBuilder::<NalgebraMat<f64>>::new()
        .t0(from)
        .rtol(TOLERANCE)
        .atol(absolute.iter().copied())
        .rhs_implicit(
            |x, _, t, y| {
                let out = evaluate(x, t);
                (0..n).for_each(|i| y[i] = out[i]);
            },
            |x, _, t, v, y| {
                let out = evaluate(x, t);
                let product = |i: usize| (0..n).map(|j| out[n + j * n + i] * v[j]).sum();
                (0..n).for_each(|i| y[i] = product(i));
            },
        )
        .init(|_, _, y| (0..n).for_each(|i| y[i] = first[i]), n)
        .build()
        .unwrap();
    let mut solver = problem.bdf::<NalgebraLU<f64>>().unwrap();
    let (found, _) = solver.solve_dense(times).unwrap();
    let row = |at: usize| (0..n).map(|i| found.column(at)[i]).collect();
    (0..times.len()).map(row).collect()
}

/// States at `times`, which are no times of doses, by diffsol, begun anew after each dose.
fn theirs(core: &Core, given: &Given, absolute: &[f64], times: &[f64]) -> Vec<Vec<f64>> {
    let program = rates(core);
    let with = (&program, &given.rates[..], absolute);
    let (mut now, mut states, mut rows) = (0.0, start(core), Vec::new());
    let mut moments: Vec<f64> = given.single.iter().map(|own| own.0).collect();
    moments.dedup();
    moments.push(f64::INFINITY);
    for moment in moments {
        let mut asked: Vec<f64> = times
            .iter()
            .copied()
            .filter(|&t| t > now && t < moment)
            .collect();
        let read = asked.len();
        if moment.is_finite() && moment > now {
            asked.push(moment);
        }
        if !asked.is_empty() {
            let mut found = segment(core, with, (now, &states), &asked);
            if asked.len() > read {
                states = found.pop().unwrap();
                now = moment;
            }
            rows.append(&mut found);
        }
        for &(_, drug, amount) in given.single.iter().filter(|own| own.0 == moment) {
            dosed(core, &mut states, drug, amount);
        }
    }
    rows
}

/// The same by the engine.
fn ours(core: &Core, regimen: usize, times: &[f64]) -> Vec<Vec<f64>> {
    let method = match core.solver.method {
        Method::Adaptive { absolute, .. } => Method::Adaptive {
            relative: TOLERANCE,
            absolute,
        },
        Method::Stiff { absolute, .. } => Method::Stiff {
            relative: TOLERANCE,
            absolute: absolute * 1e-3,
        },
        other => other,
    };
    let model = Model::new(core.clone()).unwrap().with_method(method);
    let settings = Settings {
        until: times.last().copied(),
        record: times.to_vec(),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, regimen, settings).unwrap();
    let run = simulation
        .run(&[Job::new(core.defaults())])
        .unwrap()
        .remove(0);
    assert_eq!(run.failure, None, "{}", core.name);
    run.trajectory.states
}

/// The largest difference of a state, relative to its largest value over the run; nothing where the regimen says more than [`Given`].
fn difference(core: &Core, index: usize) -> Option<f64> {
    // Not at the moments of doses, where values jump.
    let step = core.solver.until / POINTS as f64;
    let times: Vec<f64> = (0..POINTS).map(|i| (i as f64 + 0.377) * step).collect();
    let given = given(core, &core.regimens[index], *times.last()?)?;
    let (own, first) = (ours(core, index, &times), start(core));
    let largest = |i: usize| {
        own.iter()
            .map(|row| row[i].abs())
            .fold(first[i].abs(), f64::max)
    };
    let sizes: Vec<f64> = (0..first.len()).map(largest).collect();
    // A population that grows by orders of magnitude is followed from its start.
    let size = |i: usize| if first[i] > 0.0 { first[i] } else { sizes[i] };
    let absolute: Vec<f64> = (0..first.len())
        .map(|i| (1e-12 * size(i)).max(1e-200))
        .collect();
    let other = theirs(core, &given, &absolute, &times);
    let mut found = 0.0_f64;
    for (own, other) in own.iter().zip(&other) {
        for (i, size) in sizes.iter().enumerate().filter(|(_, size)| **size > 0.0) {
            let apart = (own[i] - other[i]).abs() / size;
            assert!(apart.is_finite(), "{}: {apart}", core.name);
            found = found.max(apart);
        }
    }
    Some(found)
}

/// Oracle: diffsol 0.18. Every library model that is a differential equation, under every regimen of constant rates and single doses.
#[test]
fn library_models_follow_the_same_course_in_diffsol() {
    let mut compared = Vec::new();
    for (name, core) in smooth() {
        for (index, regimen) in core.regimens.iter().enumerate() {
            if let Some(found) = difference(&core, index) {
                println!("{name} {}: {found:.1e}", regimen.name);
                assert!(found <= NEAR, "{name} {}: {found:e}", regimen.name);
                compared.push(name.clone());
            }
        }
    }
    let (regimens, models) = (compared.len(), {
        compared.dedup();
        compared.len()
    });
    assert!(regimens >= 30 && models >= 16, "{regimens} {compared:?}");
}
