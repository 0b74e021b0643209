//! Printing an expression and reading the text gives the same expression.

use super::Printer;
use crate::{Binary, Core, Expr, Source, Unary, load};
use proptest::prelude::*;

const MODEL: &str = r#"
[model]
name = "names"
time = "1"
[parameter]
p = 1
q = 2
[population.S]
initial = 1
birth = "p * q"
[state.X]
initial = 1
ode = 0
[drug.D]
exposure = "amount"
[let]
y = "S"
"#;

fn model(birth: &str) -> Core {
    let text = MODEL.replace("p * q", birth);
    load(&Source::new("names", text), None)
        .unwrap_or_else(|errors| panic!("{birth}\n{errors}"))
        .core
}

/// The birth rate per cell: the channel's rate is birth * S.
fn read(text: &str) -> Expr {
    match model(text).channels[0].rate.clone() {
        Expr::Binary(Binary::Multiply, ab) => ab.0,
        other => panic!("{other:?}"),
    }
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        (-1e6..1e6).prop_map(Expr::Number),
        any::<f64>()
            .prop_filter(
                "finite, and not the factor that a product leaves out",
                |x| { x.is_finite() && *x != 1.0 }
            )
            .prop_map(Expr::Number),
        (0usize..2).prop_map(Expr::Parameter),
        Just(Expr::Let(0)),
        (0usize..2).prop_map(Expr::State),
        Just(Expr::Dose(0)),
        Just(Expr::TimeOn(0)),
        Just(Expr::Time),
    ]
}

fn condition() -> impl Strategy<Value = Expr> {
    let comparison = (leaf(), leaf(), 0usize..6).prop_map(|(a, b, op)| {
        let ops = [
            Binary::Less,
            Binary::LessEqual,
            Binary::Greater,
            Binary::GreaterEqual,
            Binary::Equal,
            Binary::NotEqual,
        ];
        Expr::binary(ops[op], a, b)
    });
    comparison.prop_recursive(4, 12, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| Expr::unary(Unary::Not, a)),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Expr::binary(Binary::And, a, b)),
            (inner.clone(), inner).prop_map(|(a, b)| Expr::binary(Binary::Or, a, b)),
        ]
    })
}

fn expression() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(6, 40, 3, |inner| {
        prop_oneof![
            // A sign in front of a literal is the literal's own.
            inner
                .clone()
                .prop_filter("not a literal", |a| !matches!(a, Expr::Number(_)))
                .prop_map(|a| Expr::unary(Unary::Negate, a)),
            (inner.clone(), 0usize..7).prop_map(|(a, op)| {
                let ops = [
                    Unary::Exp,
                    Unary::Ln,
                    Unary::Log10,
                    Unary::Sqrt,
                    Unary::Abs,
                    Unary::Floor,
                    Unary::Tanh,
                ];
                Expr::unary(ops[op], a)
            }),
            (inner.clone(), inner.clone(), 0usize..7).prop_map(|(a, b, op)| {
                let ops = [
                    Binary::Add,
                    Binary::Subtract,
                    Binary::Multiply,
                    Binary::Divide,
                    Binary::Power,
                    Binary::Min,
                    Binary::Max,
                ];
                Expr::binary(ops[op], a, b)
            }),
            (condition(), inner.clone(), inner).prop_map(|abc| Expr::If(Box::new(abc))),
            condition(),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn text_of_an_expression_reads_as_the_same_expression(expr in expression()) {
        let core = model("p");
        let text = Printer::new(&core, &[]).text(&expr);
        let again = read(&text);
        prop_assert_eq!(&again, &expr, "{}", text);
    }
}

#[test]
fn only_needed_parentheses_are_printed() {
    let core = model("p");
    for text in [
        "p - (q - S)",
        "p - q - S",
        "p / (q * S)",
        "-p ^ 2",
        "(-p) ^ 2",
        "p ^ -q",
        "(p ^ q) ^ 2",
        "p ^ q ^ 2",
        "-(p + q)",
        "p * -q",
        "if(not p < q and (S > 1 or X > 2), 1, exp(-X))",
        "-(-p)",
        "1e-7 * p + 2000000 - 1e9",
    ] {
        let wanted = if text == "-(-p)" { "--p" } else { text };
        let shown = Printer::new(&core, &[]).text(&read(text));
        assert_eq!(shown, wanted);
    }
}
