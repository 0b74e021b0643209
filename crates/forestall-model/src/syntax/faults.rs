//! What a parser says about a token that does not fit.

use super::lexer::Token;
use super::parser::Parser;
use super::{Extent, Fault, Node, Part};

impl Parser<'_, '_> {
    /// Something stands where an operand is needed.
    pub(super) fn unexpected(&self) -> Fault {
        let found = match &self.token {
            Token::End => "the expression ends where a number or a name is needed".to_owned(),
            Token::Symbol("+") => "a sign \"+\" in front of an operand is not needed".to_owned(),
            Token::Symbol(symbol) => {
                format!("\"{symbol}\" stands where a number or a name is needed")
            }
            Token::Name(name) => format!("\"{name}\" stands where a number or a name is needed"),
            Token::Number(_) => "a number is misplaced".to_owned(),
        };
        Fault {
            code: "M0304",
            extent: match &self.token {
                Token::End => Extent {
                    start: self.behind.saturating_sub(1),
                    end: self.behind,
                },
                _ => self.extent,
            },
            message: found,
            expected: Some("a number, a name, a function, \"(\" or \"-\"".to_owned()),
            help: None,
        }
    }

    /// Something stands where an operator is needed.
    pub(super) fn between(&self) -> Fault {
        let (found, help) = match &self.token {
            Token::Symbol("=") => (
                "\"=\" is not an operator".to_owned(),
                Some("write \"==\" to compare".to_owned()),
            ),
            Token::Symbol(",") => (
                "\",\" stands outside the arguments of a function".to_owned(),
                Some("write decimals with a point, such as 0.5".to_owned()),
            ),
            Token::Symbol(symbol) => (
                format!("\"{symbol}\" stands where an operator is needed"),
                None,
            ),
            Token::Name(name) => (
                format!("\"{name}\" follows without an operator"),
                Some("write \"*\" for a product".to_owned()),
            ),
            Token::Number(_) => (
                "a number follows without an operator".to_owned(),
                Some("write \"*\" for a product".to_owned()),
            ),
            Token::End => ("the expression ends".to_owned(), None),
        };
        Fault {
            code: "M0304",
            extent: self.extent,
            message: found,
            expected: None,
            help,
        }
    }

    /// Something stands behind a complete expression.
    pub(super) fn leftover(&self, node: &Node) -> Fault {
        if self.token == Token::Symbol(")") {
            return Fault {
                code: "M0304",
                extent: self.extent,
                message: "\")\" has no \"(\"".to_owned(),
                expected: None,
                help: None,
            };
        }
        if self.token == Token::Symbol("(") && matches!(node.part, Part::Number(_)) {
            return Fault {
                code: "M0304",
                extent: self.extent,
                message: "\"(\" follows a number without an operator".to_owned(),
                expected: None,
                help: Some("write \"*\" for a product".to_owned()),
            };
        }
        self.between()
    }
}
