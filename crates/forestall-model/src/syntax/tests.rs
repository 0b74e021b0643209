//! Trees and faults of the expression grammar.

use super::*;
use crate::Binary;

/// The tree with every pair of parentheses written out.
fn tree(node: &Node) -> String {
    match &node.part {
        Part::Number(x) => x.to_string(),
        Part::Name(name) => name.clone(),
        Part::Negate(a) => format!("(-{})", tree(a)),
        Part::Not(a) => format!("(not {})", tree(a)),
        Part::Inset(a, _) => tree(a),
        Part::Binary(op, ab) => {
            let sign = match op {
                Binary::Add => "+",
                Binary::Subtract => "-",
                Binary::Multiply => "*",
                Binary::Divide => "/",
                Binary::Power => "^",
                Binary::Less => "<",
                Binary::And => "and",
                Binary::Or => "or",
                _ => "?",
            };
            format!("({} {sign} {})", tree(&ab.0), tree(&ab.1))
        }
        Part::Call(name, _, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(tree).collect();
            format!("{name}({})", arguments.join(", "))
        }
    }
}

#[test]
fn operators_bind_as_in_the_fields_notation() {
    for (text, wanted) in [
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b * c", "((a / b) * c)"),
        ("-a ^ 2", "(-(a ^ 2))"),
        ("a ^ -b ^ c", "(a ^ (-(b ^ c)))"),
        ("2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"),
        ("-a * b", "((-a) * b)"),
        ("a * -b", "(a * (-b))"),
        (
            "not a < b and c < d or e < f",
            "(((not (a < b)) and (c < d)) or (e < f))",
        ),
        ("a + 1 < b * 2", "((a + 1) < (b * 2))"),
        ("hill(x, K, n) / f()", "(hill(x, K, n) / f())"),
        ("1e-6 + 1.5E3", "(0.000001 + 1500)"),
        ("((a))", "a"),
    ] {
        assert_eq!(tree(&parse(text, false).unwrap()), wanted, "{text}");
    }
}

#[test]
fn faults_say_what_and_where() {
    for (text, at, message) in [
        ("", 0..0, "the expression is empty"),
        ("a < b < c", 6..7, "comparisons cannot be chained"),
        ("2 x", 2..3, "\"x\" follows without an operator"),
        ("2x", 1..2, "\"x\" follows without an operator"),
        ("a = b", 2..3, "\"=\" is not an operator"),
        (
            "0,5",
            1..2,
            "\",\" stands outside the arguments of a function",
        ),
        ("(a + b", 0..1, "\"(\" is never closed"),
        ("a + b)", 5..6, "\")\" has no \"(\""),
        (
            "a +",
            2..3,
            "the expression ends where a number or a name is needed",
        ),
        (
            "a * * b",
            4..5,
            "\"*\" stands where a number or a name is needed",
        ),
        (
            "a ** b",
            2..4,
            "\"**\" is not part of the expression language",
        ),
        (
            "a && b",
            2..4,
            "\"&&\" is not part of the expression language",
        ),
        ("!a", 0..1, "\"!\" is not part of the expression language"),
        (
            "a \u{d7} b",
            2..4,
            "\"\u{d7}\" is not part of the expression language",
        ),
        (
            "a # b",
            2..3,
            "\"#\" is not part of the expression language",
        ),
        ("1e", 0..2, "the exponent of a number has no digits"),
        (".5", 0..2, "\".5\" is not a number"),
        ("1.", 0..2, "\"1.\" is not a number"),
        ("1.2.3", 0..5, "a number has two points"),
        ("1e999", 0..5, "a number is too large for a 64-bit float"),
        ("1e-999", 0..6, "a number is too small for a 64-bit float"),
        (
            "and b",
            0..3,
            "\"and\" stands where a number or a name is needed",
        ),
        ("2(a)", 1..2, "\"(\" follows a number without an operator"),
        (
            "`a b`",
            0..1,
            "\"`\" is not part of the expression language",
        ),
    ] {
        let fault = parse(text, false).unwrap_err();
        assert_eq!(fault.message, message, "{text}");
        assert_eq!(fault.extent.start..fault.extent.end, at, "{text}");
    }
    assert_eq!(
        parse("`a b", true).unwrap_err().message,
        "the name of a column has no closing backtick"
    );
}

#[test]
fn depth_is_limited_in_every_direction() {
    let deep = [
        format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("{}1", "-".repeat(100_000)),
        format!("{}1", "not ".repeat(100_000)),
        format!("1{}", " + 1".repeat(100_000)),
        format!("1{}", " ^ 1".repeat(100_000)),
        format!("{}1{}", "exp(".repeat(100_000), ")".repeat(100_000)),
    ];
    for text in deep {
        let fault = parse(&text, false).unwrap_err();
        assert_eq!(
            fault.message,
            "the expression is nested deeper than 200 levels"
        );
    }
    assert!(parse(&format!("1{}", " + 1".repeat(150)), false).is_ok());
}
