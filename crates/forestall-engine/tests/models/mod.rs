//! Models built by hand, for tests and benchmarks: no file is parsed.
#![allow(dead_code, missing_docs)]

use std::ops::{Add, Div, Mul, Neg, Sub};

use forestall_model::{
    Assay, Binary, Check, Core, Decide, Dosing, Drug, Exposure, Expr, Leave, Memory, Method, Noise,
    Parameter, Phase, Regimen, Relative, Solver, State, StateKind, Stop, Tune,
};

/// An expression that can be written with operators.
#[derive(Debug, Clone)]
pub struct E(pub Expr);

impl From<f64> for E {
    fn from(x: f64) -> Self {
        Self(Expr::Number(x))
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl<T: Into<E>> $trait<T> for E {
            type Output = E;
            fn $method(self, other: T) -> E {
                binary(Binary::from_name(stringify!($trait)), self, other)
            }
        }
    };
}
operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);

impl Neg for E {
    type Output = E;
    fn neg(self) -> E {
        E(Expr::unary(forestall_model::Unary::Negate, self.0))
    }
}

trait FromName {
    fn from_name(name: &str) -> Binary;
}

impl FromName for Binary {
    fn from_name(name: &str) -> Binary {
        match name {
            "Add" => Binary::Add,
            "Sub" => Binary::Subtract,
            "Mul" => Binary::Multiply,
            _ => Binary::Divide,
        }
    }
}

pub fn binary(op: Binary, a: impl Into<E>, b: impl Into<E>) -> E {
    E(Expr::binary(op, a.into().0, b.into().0))
}

pub fn n(x: f64) -> E {
    E(Expr::Number(x))
}

pub fn par(index: usize) -> E {
    E(Expr::Parameter(index))
}

pub fn y(index: usize) -> E {
    E(Expr::State(index))
}

pub fn dose(index: usize) -> E {
    E(Expr::Dose(index))
}

pub fn time() -> E {
    E(Expr::Time)
}

pub fn now(assay: usize) -> E {
    E(Expr::Assay(assay, Memory::Latest))
}

pub fn seen(assay: usize, memory: Memory) -> E {
    E(Expr::Assay(assay, memory))
}

pub fn tune(index: usize) -> E {
    E(Expr::Tune(index))
}

pub fn gt(a: impl Into<E>, b: impl Into<E>) -> E {
    binary(Binary::Greater, a, b)
}

pub fn lt(a: impl Into<E>, b: impl Into<E>) -> E {
    binary(Binary::Less, a, b)
}

/// A model without regimens, stop rules and assays, at relative tolerance 1e-9.
pub fn core(parameters: &[f64], states: Vec<State>, drugs: usize) -> Core {
    let parameter = |(i, &value): (usize, &f64)| Parameter {
        name: format!("p{i}"),
        value,
        unit: "1".to_owned(),
        bounds: (f64::NEG_INFINITY, f64::INFINITY),
        prior: None,
        source: None,
        note: None,
    };
    let drug = |i| Drug {
        name: format!("D{i}"),
        exposure: Exposure::OnOff,
        unit: "1".to_owned(),
        at_dose: vec![],
    };
    Core {
        name: "by hand".to_owned(),
        time_unit: "day".to_owned(),
        parameters: parameters.iter().enumerate().map(parameter).collect(),
        states,
        drugs: (0..drugs).map(drug).collect(),
        solver: Solver {
            method: Method::Adaptive {
                relative: 1e-9,
                absolute: 1e-12,
            },
            until: 100.0,
        },
        ..Core::default()
    }
}

pub fn state(initial: impl Into<E>, rate: impl Into<E>) -> State {
    State {
        name: "x".to_owned(),
        kind: StateKind::Auxiliary,
        unit: "1".to_owned(),
        initial: initial.into().0,
        rate: rate.into().0,
        next: None,
        floor: None,
        ceiling: None,
    }
}

pub fn population(initial: impl Into<E>, rate: impl Into<E>) -> State {
    State {
        kind: StateKind::Population,
        ..state(initial, rate)
    }
}

pub fn assay(value: impl Into<E>) -> Assay {
    Assay {
        name: "burden".to_owned(),
        value: value.into().0,
        unit: "1".to_owned(),
        every: None,
        noise: Noise::None,
        detection_limit: None,
        relative: Relative::Absolute,
    }
}

pub fn constant(amount: impl Into<E>) -> Dosing {
    Dosing::Constant(amount.into().0)
}

pub fn pulse(on: f64, off: f64, amount: impl Into<E>) -> Dosing {
    Dosing::Pulse {
        on,
        off,
        amount: amount.into().0,
    }
}

/// A regimen of one state.
pub fn fixed(doses: Vec<Dosing>) -> Regimen {
    Regimen {
        name: "fixed".to_owned(),
        note: None,
        tune: vec![],
        decide: Decide::Never,
        phases: vec![phase(doses, vec![])],
        initial: 0,
    }
}

pub fn phase(doses: Vec<Dosing>, leave: Vec<(E, usize)>) -> Phase {
    let leave = leave
        .into_iter()
        .map(|(when, to)| Leave { when: when.0, to });
    Phase {
        name: "phase".to_owned(),
        doses,
        leave: leave.collect(),
    }
}

pub fn regimen(decide: Decide, phases: Vec<Phase>) -> Regimen {
    Regimen {
        name: "policy".to_owned(),
        note: None,
        tune: vec![],
        decide,
        phases,
        initial: 0,
    }
}

pub fn daily(every: f64) -> Decide {
    Decide::Visits {
        first: every,
        every,
    }
}

/// A stop rule that ends the run, looked at before the decision.
pub fn stop(when: E, check: Check) -> Stop {
    Stop {
        name: "stop".to_owned(),
        when: when.0,
        tolerance: 0.0,
        check,
        consecutive: 1,
        ends: true,
        before_decision: true,
        never_if: None,
        after: None,
    }
}

/// Strobl 2021 (turnover and cost of resistance): parameters rS, dD, cost, turnover, n0, fR; regimens 0 continuous, 1 adaptive
/// with tuned thresholds (restart above, stop below).
pub fn strobl() -> Core {
    let room = n(1.0) - (y(0) + y(1));
    let sensitive =
        par(0) * (n(1.0) - par(1) * dose(0)) * y(0) * room.clone() - par(3) * par(0) * y(0);
    let resistant = par(0) * (n(1.0) - par(2)) * y(1) * room - par(3) * par(0) * y(1);
    let states = vec![
        population(par(4) * (n(1.0) - par(5)), sensitive),
        population(par(4) * par(5), resistant),
    ];
    let mut model = core(&STROBL, states, 1);
    model.assays = vec![Assay {
        relative: Relative::First,
        ..assay(y(0) + y(1))
    }];
    let base = || seen(0, Memory::Baseline);
    let mut adaptive = regimen(
        daily(1.0),
        vec![
            phase(vec![constant(1.0)], vec![(lt(now(0), tune(1) * base()), 1)]),
            phase(vec![constant(0.0)], vec![(gt(now(0), tune(0) * base()), 0)]),
        ],
    );
    let range = |value, low, high, steps| Tune {
        name: "threshold".to_owned(),
        value,
        low,
        high,
        steps,
    };
    adaptive.tune = vec![range(1.0, 0.2, 1.195, 60), range(0.5, 0.2, 1.0, 5)];
    model.regimens = vec![fixed(vec![constant(1.0)]), adaptive];
    let mut progression = stop(gt(now(0), n(1.2) * base()), Check::Grid(1.0));
    progression.tolerance = 1e-6;
    model.stops = vec![progression];
    model.solver = Solver {
        method: Method::Adaptive {
            relative: 1e-8,
            absolute: 1e-12,
        },
        until: 10_000.0,
    };
    model
}

/// The search for thresholds on [`strobl`]: a decision also at day 0, progression looked for every half day, 60 restart levels and
/// 5 stop levels as parts of them.
pub fn thresholds() -> (Core, Vec<Vec<f64>>) {
    let mut model = strobl();
    model.regimens[1].decide = Decide::Visits {
        first: 0.0,
        every: 1.0,
    };
    model.stops[0].check = Check::Grid(0.5);
    let pair = |i: usize| {
        let restart = 0.2 + 0.995 * (i % 60) as f64 / 59.0;
        vec![restart, restart * 0.2 * (1 + i / 60) as f64]
    };
    (model, (0..300).map(pair).collect())
}

/// The base patient of [`strobl`].
pub const STROBL: [f64; 6] = [0.027, 1.5, 0.0, 0.0, 0.75, 0.001];

/// Four competing populations, a drug on for 14 days and off for 14, 364 days, rtol 1e-6, atol 1e-9: parameters are growth rates
/// (4), kill rates (4), the competition matrix by rows (16).
pub fn competition() -> Core {
    let start = [0.3, 1e-3, 1e-4, 1e-5];
    let row = |i: usize| {
        let crowd = (1..4).fold(par(8 + 4 * i) * y(0), |sum, j| {
            sum + par(8 + 4 * i + j) * y(j)
        });
        population(
            start[i],
            y(i) * (par(i) * (n(1.0) - crowd) - dose(0) * par(4 + i)),
        )
    };
    let mut model = core(&[0.1; 24], (0..4).map(row).collect(), 1);
    model.regimens = vec![fixed(vec![pulse(14.0, 14.0, 1.0)])];
    model.solver = Solver {
        method: Method::Adaptive {
            relative: 1e-6,
            absolute: 1e-9,
        },
        until: 364.0,
    };
    model
}
