//! Tokens to a tree, by precedence climbing.

use super::lexer::{Lexer, Token};
use super::{Extent, Fault, Node, Part};
use crate::Binary;
use crate::family::{Scope, too_large};

/// How deep parts may be nested; longer sums and products count one level per operator.
const DEPTH: usize = 200;

/// Reads one expression. `columns`: names between backticks are allowed.
pub(crate) fn parse(text: &str, columns: bool) -> Result<Node, Fault> {
    whole(text, columns, &mut Scope::default())
}

/// Reads one expression in which families may be named; what comes out has plain names only.
pub(crate) fn parse_in(text: &str, scope: &mut Scope) -> Result<Node, Fault> {
    whole(text, false, scope)
}

fn whole(text: &str, columns: bool, scope: &mut Scope) -> Result<Node, Fault> {
    let mut parser = Parser::new(text, columns, scope)?;
    if parser.token == Token::End {
        return Err(Fault {
            code: "M0301",
            extent: Extent::default(),
            message: "the expression is empty".to_owned(),
            expected: Some("for example \"r * S\"".to_owned()),
            help: None,
        });
    }
    let (node, _) = parser.expression(0, 0)?;
    match &parser.token {
        Token::End => Ok(node),
        _ => Err(parser.leftover(&node)),
    }
}

/// The tokens of one expression, one ahead.
pub(super) struct Parser<'t, 's> {
    lexer: Lexer<'t>,
    pub(super) token: Token<'t>,
    pub(super) extent: Extent,
    /// End of the token before.
    pub(super) behind: usize,
    /// Indices, and the variables that have a value.
    pub(super) scope: &'s mut Scope,
}

/// A place in the text.
pub(super) struct Mark<'t>(Lexer<'t>, Token<'t>, Extent, usize);

/// A node and how deep it is.
pub(super) type Deep = (Node, usize);

impl<'t, 's> Parser<'t, 's> {
    fn new(text: &'t str, columns: bool, scope: &'s mut Scope) -> Result<Self, Fault> {
        let mut lexer = Lexer::new(text, columns, !scope.is_empty());
        let (token, extent) = lexer.next()?;
        Ok(Self {
            lexer,
            token,
            extent,
            behind: 0,
            scope,
        })
    }

    /// The place at hand, to come back to.
    pub(super) fn mark(&self) -> Mark<'t> {
        Mark(
            self.lexer.clone(),
            self.token.clone(),
            self.extent,
            self.behind,
        )
    }

    /// Goes back to a place.
    pub(super) fn reset(&mut self, mark: &Mark<'t>) {
        self.lexer = mark.0.clone();
        self.token = mark.1.clone();
        self.extent = mark.2;
        self.behind = mark.3;
    }

    pub(super) fn advance(&mut self) -> Result<Extent, Fault> {
        let (token, extent) = self.lexer.next()?;
        let old = self.extent;
        self.behind = old.end;
        self.token = token;
        self.extent = extent;
        Ok(old)
    }

    /// The operator at hand with its strength on the left and on the right.
    fn operator(&self) -> Option<(Binary, u8, u8)> {
        Some(match &self.token {
            Token::Name("or") => (Binary::Or, 1, 2),
            Token::Name("and") => (Binary::And, 3, 4),
            Token::Symbol(symbol) => match *symbol {
                "<" => (Binary::Less, 7, 8),
                "<=" => (Binary::LessEqual, 7, 8),
                ">" => (Binary::Greater, 7, 8),
                ">=" => (Binary::GreaterEqual, 7, 8),
                "==" => (Binary::Equal, 7, 8),
                "!=" => (Binary::NotEqual, 7, 8),
                "+" => (Binary::Add, 9, 10),
                "-" => (Binary::Subtract, 9, 10),
                "*" => (Binary::Multiply, 11, 12),
                "/" => (Binary::Divide, 11, 12),
                // The exponent may have a sign of its own, as in 2^-3.
                "^" => (Binary::Power, 16, 13),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// An expression of operators at least as strong as `strength`, `level` levels below the whole.
    pub(super) fn expression(&mut self, strength: u8, level: usize) -> Result<Deep, Fault> {
        let (mut left, mut depth) = self.operand(level)?;
        let mut compared = false;
        while let Some((op, strong, inner)) = self.operator() {
            if strong < strength {
                break;
            }
            let comparison = strong == 7;
            if comparison && compared {
                return Err(Fault {
                    code: "M0305",
                    extent: self.extent,
                    message: "comparisons cannot be chained".to_owned(),
                    expected: None,
                    help: Some("write \"a < b and b < c\" for \"a < b < c\"".to_owned()),
                });
            }
            compared = comparison;
            self.advance()?;
            let (right, below) = self.expression(inner, level + 1)?;
            depth = depth.max(below) + 1;
            let extent = left.extent.to(right.extent);
            self.not_too_deep(level + depth, extent)?;
            left = Node {
                part: Part::Binary(op, Box::new((left, right))),
                extent,
            };
        }
        Ok((left, depth))
    }

    fn operand(&mut self, level: usize) -> Result<Deep, Fault> {
        self.not_too_deep(level, self.extent)?;
        let extent = self.extent;
        if !self.scope.is_empty() && !self.scope.make(1) {
            return Err(too_large(extent));
        }
        match self.token.clone() {
            Token::Number(value) => {
                self.advance()?;
                Ok((
                    Node {
                        part: Part::Number(value),
                        extent,
                    },
                    1,
                ))
            }
            Token::Name("not") => {
                self.advance()?;
                let (inner, depth) = self.expression(5, level + 1)?;
                let extent = extent.to(inner.extent);
                Ok((
                    Node {
                        part: Part::Not(Box::new(inner)),
                        extent,
                    },
                    depth + 1,
                ))
            }
            Token::Name(name) if name != "and" && name != "or" => {
                self.advance()?;
                if self.token == Token::Symbol("(") {
                    return self.call(name, extent, level);
                }
                if !self.scope.is_empty() {
                    if self.token == Token::Symbol("[") {
                        return Ok((self.member(name, extent)?, 1));
                    }
                    if self.scope.bound(name).is_some() {
                        return Ok((self.comparison(name, extent)?, 1));
                    }
                }
                Ok((
                    Node {
                        part: Part::Name(name.to_owned()),
                        extent,
                    },
                    1,
                ))
            }
            Token::Symbol("-") => {
                self.advance()?;
                let (inner, depth) = self.expression(13, level + 1)?;
                let extent = extent.to(inner.extent);
                Ok((
                    Node {
                        part: Part::Negate(Box::new(inner)),
                        extent,
                    },
                    depth + 1,
                ))
            }
            Token::Symbol("(") => {
                self.advance()?;
                let (inner, depth) = self.expression(0, level + 1)?;
                self.close(extent)?;
                Ok((inner, depth))
            }
            _ => Err(self.unexpected()),
        }
    }

    fn call(&mut self, name: &str, extent: Extent, level: usize) -> Result<Deep, Fault> {
        let open = self.advance()?;
        if !self.scope.is_empty()
            && let Some(deep) = self.over(name, extent, open, level)?
        {
            return Ok(deep);
        }
        let mut arguments = Vec::new();
        let mut depth = 0;
        if self.token != Token::Symbol(")") {
            loop {
                let (argument, below) = self.expression(0, level + 1)?;
                depth = depth.max(below);
                arguments.push(argument);
                if self.token != Token::Symbol(",") {
                    break;
                }
                self.advance()?;
            }
        }
        let close = self.close(open)?;
        if let ("if", false, [condition, a, b]) =
            (name, self.scope.is_empty(), arguments.as_slice())
            && let Part::Number(truth) = condition.part
        {
            // The question was about an index and has been answered.
            let branch = if truth == 0.0 { b } else { a };
            return Ok((branch.clone(), depth));
        }
        Ok((
            Node {
                part: Part::Call(name.to_owned(), extent, arguments),
                extent: extent.to(close),
            },
            depth + 1,
        ))
    }

    pub(super) fn close(&mut self, open: Extent) -> Result<Extent, Fault> {
        match &self.token {
            Token::Symbol(")") => self.advance(),
            Token::End => Err(Fault {
                code: "M0304",
                extent: open,
                message: "\"(\" is never closed".to_owned(),
                expected: Some("\")\" before the end of the expression".to_owned()),
                help: None,
            }),
            _ => Err(self.between()),
        }
    }

    #[expect(clippy::unused_self, reason = "reads as a question to the parser")]
    pub(super) fn not_too_deep(&self, depth: usize, extent: Extent) -> Result<(), Fault> {
        if depth <= DEPTH {
            return Ok(());
        }
        Err(Fault {
            code: "M0306",
            extent,
            message: format!("the expression is nested deeper than {DEPTH} levels"),
            expected: None,
            help: Some("give parts of it names under [let]".to_owned()),
        })
    }
}
