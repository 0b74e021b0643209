use super::*;
use crate::{Binary, Core, Expr, Method, Parameter, Solver, State, StateKind, Unary};

/// Two states, two parameters, one drug.
fn core(lets: Vec<Expr>) -> Core {
    let parameter = |name: &str, value| Parameter {
        name: name.to_owned(),
        value,
        unit: "1".to_owned(),
        bounds: (f64::NEG_INFINITY, f64::INFINITY),
        prior: None,
        source: None,
        note: None,
    };
    let state = |name: &str| State {
        name: name.to_owned(),
        kind: StateKind::Population,
        unit: "1".to_owned(),
        initial: Expr::Number(1.0),
        rate: Expr::Number(0.0),
        next: None,
        floor: None,
        ceiling: None,
    };
    Core {
        name: "test".to_owned(),
        time_unit: "day".to_owned(),
        parameters: vec![parameter("a", 0.3), parameter("b", 1.7)],
        lets: lets
            .into_iter()
            .map(|value| crate::Let {
                name: "y".to_owned(),
                value,
                unit: "1".to_owned(),
            })
            .collect(),
        states: vec![state("S"), state("R")],
        drugs: vec![crate::Drug {
            name: "D".to_owned(),
            exposure: crate::Exposure::OnOff,
            unit: "1".to_owned(),
            at_dose: Vec::new(),
        }],
        solver: Solver {
            method: Method::Adaptive {
                relative: 1e-8,
                absolute: 1e-12,
            },
            until: 100.0,
        },
        ..Core::default()
    }
}

const S: Expr = Expr::State(0);
const R: Expr = Expr::State(1);
const A: Expr = Expr::Parameter(0);
const B: Expr = Expr::Parameter(1);
const D: Expr = Expr::Dose(0);

fn op(op: Binary, a: Expr, b: Expr) -> Expr {
    Expr::binary(op, a, b)
}

fn logistic() -> Expr {
    let crowd = op(Binary::Subtract, Expr::Number(1.0), op(Binary::Add, S, R));
    let drug = op(
        Binary::Subtract,
        Expr::Number(1.0),
        op(Binary::Multiply, Expr::Number(1.5), D),
    );
    op(
        Binary::Multiply,
        op(Binary::Multiply, op(Binary::Multiply, A, S), crowd),
        drug,
    )
}

fn run(program: &Program, states: [f64; 2], dose: f64) -> Vec<f64> {
    let mut inputs = vec![0.0; program.layout.inputs()];
    inputs[..2].copy_from_slice(&states);
    inputs[program.layout.parameter()] = 0.3;
    inputs[program.layout.parameter() + 1] = 1.7;
    inputs[program.layout.dose()] = dose;
    program.evaluate(&inputs)
}

#[test]
fn a_program_gives_the_value_of_its_expression() {
    let core = core(vec![]);
    let mut builder = Builder::new(&core, 0, 0);
    builder.output(&logistic());
    let program = builder.finish();
    let got = run(&program, [0.4, 0.1], 1.0)[0];
    assert!((got - 0.3 * 0.4 * 0.5 * (1.0 - 1.5)).abs() < 1e-15);
}

#[test]
fn what_depends_on_doses_only_leaves_the_body() {
    let core = core(vec![]);
    let mut builder = Builder::new(&core, 0, 0);
    builder.output(&logistic());
    let program = builder.finish();
    assert_eq!(program.setup.len(), 0);
    assert_eq!(program.segment.len(), 2, "1 - 1.5 D, times a");
    assert_eq!(program.body.len(), 4, "S + R, 1 - ., and two products");
}

/// y (a (1 - (b y + D z)) - D): growth rates are taken into the competition coefficients, so three instructions remain.
#[test]
fn factors_are_taken_into_sums_of_products() {
    let core = core(vec![]);
    let crowd = op(
        Binary::Add,
        op(Binary::Multiply, B, S),
        op(Binary::Multiply, D, R),
    );
    let free = op(Binary::Subtract, Expr::Number(1.0), crowd);
    let net = op(Binary::Subtract, op(Binary::Multiply, A, free), D);
    let mut builder = Builder::new(&core, 0, 0);
    builder.output(&op(Binary::Multiply, S, net));
    let program = builder.finish();
    assert_eq!(
        program.body.len(),
        3,
        "two subtracted products and one product"
    );
    let got = run(&program, [0.4, 0.1], 0.7)[0];
    let wanted = 0.4 * (0.3 * (1.0 - (1.7 * 0.4 + 0.7 * 0.1)) - 0.7);
    assert!((got - wanted).abs() < 1e-15);
}

/// What something else reads stays as it is: the sum is put out too.
#[test]
fn shared_parts_are_not_rewritten() {
    let core = core(vec![]);
    let sum = op(
        Binary::Add,
        op(Binary::Multiply, B, S),
        op(Binary::Multiply, A, R),
    );
    let mut builder = Builder::new(&core, 0, 0);
    builder.output(&sum);
    builder.output(&op(Binary::Multiply, A, sum.clone()));
    let program = builder.finish();
    assert_eq!(program.body.len(), 3);
    let got = run(&program, [0.4, 0.1], 0.7);
    assert!((got[1] - 0.3 * got[0]).abs() < 1e-16);
}

#[test]
fn common_parts_are_computed_once() {
    let core = core(vec![op(Binary::Add, S, R)]);
    let mut builder = Builder::new(&core, 0, 0);
    builder.output(&op(Binary::Multiply, Expr::Let(0), A));
    builder.output(&op(Binary::Multiply, op(Binary::Add, R, S), B));
    let program = builder.finish();
    assert_eq!(program.body.len(), 3);
}

/// Oracle: central differences, step 1e-6, to 1e-8.
#[test]
fn tangents_equal_differences_for_every_operation() {
    let positive = op(
        Binary::Add,
        op(Binary::Multiply, A, S),
        op(Binary::Multiply, B, R),
    );
    let mut cases = vec![
        logistic(),
        op(Binary::Divide, positive.clone(), op(Binary::Add, A, R)),
        op(Binary::Power, positive.clone(), B),
        op(Binary::Power, positive.clone(), Expr::Number(3.0)),
        op(Binary::Power, positive.clone(), Expr::Number(-0.5)),
        op(Binary::Min, positive.clone(), A),
        op(Binary::Max, positive.clone(), A),
        Expr::If(Box::new((op(Binary::Greater, S, R), positive.clone(), A))),
        op(Binary::Subtract, B, op(Binary::Multiply, A, S)),
        op(Binary::Subtract, op(Binary::Multiply, A, S), B),
    ];
    for unary in [
        Unary::Negate,
        Unary::Exp,
        Unary::Ln,
        Unary::Log10,
        Unary::Sqrt,
        Unary::Abs,
        Unary::Tanh,
        Unary::Sin,
        Unary::Cos,
        Unary::Tan,
        Unary::Asin,
        Unary::Acos,
        Unary::Atan,
        Unary::Sinh,
        Unary::Cosh,
        Unary::Asinh,
        Unary::Atanh,
        Unary::Ceil,
        Unary::Factorial,
        Unary::Floor,
        Unary::Not,
    ] {
        cases.push(Expr::unary(unary, positive.clone()));
    }
    let core = core(vec![]);
    for expr in cases {
        let mut builder = Builder::new(&core, 0, 2);
        builder.output(&expr);
        builder.tangents(&[0, 1]);
        let program = builder.finish();
        let layout = program.layout;
        // The states themselves depend on the parameters: dS/da = 0.7, dR/da = -0.2, dS/db = 0.05, dR/db = 0.4.
        let tangent = [[0.7, -0.2], [0.05, 0.4]];
        let at = |shift: [f64; 2]| {
            let mut inputs = vec![0.0; layout.inputs()];
            for i in 0..2 {
                inputs[i] = [0.4, 0.13][i] + tangent[0][i] * shift[0] + tangent[1][i] * shift[1];
                inputs[2 + i] = tangent[0][i];
                inputs[4 + i] = tangent[1][i];
                inputs[layout.parameter() + i] = [0.3, 1.7][i] + shift[i];
            }
            inputs[layout.dose()] = 1.0;
            program.evaluate(&inputs)
        };
        let here = at([0.0; 2]);
        for k in 0..2 {
            let mut step = [0.0; 2];
            step[k] = 1e-6;
            let up = at(step)[0];
            step[k] = -1e-6;
            let slope = (up - at(step)[0]) / 2e-6;
            assert!(
                (slope - here[1 + k]).abs() < 1e-8,
                "{expr:?}: {slope} {}",
                here[1 + k]
            );
        }
    }
}

#[test]
fn a_condition_has_a_margin_that_changes_sign_with_its_truth() {
    let core = core(vec![]);
    let expr = op(
        Binary::Or,
        op(
            Binary::And,
            op(Binary::Greater, S, A),
            op(Binary::LessEqual, R, B),
        ),
        Expr::unary(Unary::Not, op(Binary::Less, R, Expr::Number(9.0))),
    );
    let mut builder = Builder::new(&core, 0, 0);
    let condition = builder.condition(&expr, 0.0);
    let program = builder.finish();
    for s in [0.0, 0.3, 0.31, 2.0] {
        for r in [0.0, 1.7, 1.8, 9.0, 10.0] {
            let out = run(&program, [s, r], 0.0);
            let truth = (s > 0.3 && r <= 1.7) || r >= 9.0;
            assert_eq!(out[condition.truth] != 0.0, truth, "{s} {r}");
            let margin = out[condition.margin];
            assert!(
                if truth { margin >= 0.0 } else { margin <= 0.0 },
                "{s} {r} {margin}"
            );
        }
    }
}

#[test]
fn a_tolerance_counts_a_near_miss_as_true() {
    let core = core(vec![]);
    let mut builder = Builder::new(&core, 0, 0);
    let condition = builder.condition(&op(Binary::Greater, S, A), 1e-6);
    let program = builder.finish();
    assert_eq!(run(&program, [0.3 - 5e-7, 0.0], 0.0)[condition.truth], 1.0);
    assert_eq!(run(&program, [0.3 - 2e-6, 0.0], 0.0)[condition.truth], 0.0);
}

#[test]
fn temporaries_are_reused_without_harm() {
    // A long sum of products keeps few temporaries alive; its value is checked against a direct loop.
    let core = core(vec![]);
    let mut expr = op(Binary::Multiply, S, R);
    let mut wanted = 0.4 * 0.1;
    for i in 1..200 {
        let factor = f64::from(i) * 0.01;
        let term = op(Binary::Divide, op(Binary::Add, S, Expr::Number(factor)), R);
        expr = op(
            Binary::Multiply,
            op(Binary::Add, expr, term),
            Expr::Number(0.9),
        );
        wanted = (wanted + (0.4 + factor) / 0.1) * 0.9;
    }
    let mut builder = Builder::new(&core, 0, 0);
    builder.output(&expr);
    let program = builder.finish();
    let got = run(&program, [0.4, 0.1], 0.0)[0];
    assert!(((got - wanted) / wanted).abs() < 1e-13);
    let fixed = program.layout.inputs() + program.constants.len();
    assert!(
        program.registers < fixed + 8,
        "{} over {fixed}",
        program.registers
    );
}

/// A root has an infinite slope at 0; its derivative there is given as 0, so that what stays at 0 does not spoil a Jacobian.
#[test]
fn powers_have_finite_derivatives_at_zero() {
    let core = core(vec![]);
    let mut builder = Builder::new(&core, 0, 0);
    // S^a with a = 0.3, and S^b with b = 1.7.
    builder.output(&op(Binary::Power, S, A));
    builder.output(&op(Binary::Power, S, Expr::Parameter(1)));
    builder.jacobian();
    let program = builder.finish();
    let at_zero = run(&program, [0.0, 0.0], 0.0);
    assert_eq!(at_zero, [0.0; 6]);
    let inside = run(&program, [0.5, 0.0], 0.0);
    let wanted = [0.3 * libm::pow(0.5, -0.7), 1.7 * libm::pow(0.5, 0.7)];
    for (got, wanted) in inside[2..4].iter().zip(wanted) {
        assert!((got - wanted).abs() < 1e-14, "{got} {wanted}");
    }
}
