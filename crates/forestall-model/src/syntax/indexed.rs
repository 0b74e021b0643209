//! Families in expressions: members, sums over indices, questions about an index.

use super::lexer::Token;
use super::parser::{Deep, Parser};
use super::{Extent, Fault, Node, Part};
use crate::Binary;
use crate::family::{Subscript, too_large};

/// What joins the values of a family, and what there is without any.
const JOINS: [(&str, Binary, f64); 6] = [
    ("sum", Binary::Add, 0.0),
    ("product", Binary::Multiply, 1.0),
    ("min", Binary::Min, f64::INFINITY),
    ("max", Binary::Max, f64::NEG_INFINITY),
    ("any", Binary::Or, 0.0),
    ("all", Binary::And, 1.0),
];

/// Longer sums are cut into parts of this length, so that they are not nested too deep.
const LENGTH: usize = 32;

impl Parser<'_, '_> {
    /// `cell[clone, site]`, the token at hand being the bracket.
    pub(super) fn member(&mut self, stem: &str, start: Extent) -> Result<Node, Fault> {
        let open = self.advance()?;
        let mut name = Some(stem.to_owned());
        loop {
            let (subscript, extent) = self.subscript()?;
            match subscript {
                Subscript::Value(value) => {
                    name = name.map(|name| format!("{name}_{value}"));
                }
                Subscript::Beyond => name = None,
            }
            match self.token {
                Token::Symbol(",") => self.advance()?,
                Token::Symbol("]") => break,
                Token::End => {
                    return Err(Fault {
                        code: "M0210",
                        extent: open,
                        message: "\"[\" is never closed".to_owned(),
                        expected: Some("\"]\" after the last index".to_owned()),
                        help: None,
                    });
                }
                _ => return Err(self.scope.unknown(&self.shown(), extent.to(self.extent))),
            };
        }
        let close = self.advance()?;
        Ok(Node {
            // A neighbour beyond the end of its index is none.
            part: name.map_or(Part::Number(0.0), Part::Name),
            extent: start.to(close),
        })
    }

    /// The token at hand as a word for messages.
    fn shown(&self) -> String {
        match &self.token {
            Token::Name(name) => (*name).to_owned(),
            Token::Symbol(symbol) => (*symbol).to_owned(),
            Token::Number(x) => crate::print::number(*x),
            Token::End => String::new(),
        }
    }

    /// `clone`, `S`, `level + 1`
    fn subscript(&mut self) -> Result<(Subscript, Extent), Fault> {
        if !matches!(self.token, Token::Name(_) | Token::Number(_)) {
            return Err(Fault {
                code: "M0210",
                extent: self.extent,
                message: "an index is missing between brackets".to_owned(),
                expected: Some(
                    "a variable or a value of an index, such as cell[clone, S]".to_owned(),
                ),
                help: None,
            });
        }
        let word = self.shown();
        let mut extent = self.advance()?;
        let mut shift = 0;
        if let Token::Symbol(sign @ ("+" | "-")) = self.token {
            self.advance()?;
            let Token::Number(places) = self.token else {
                return Err(self.scope.unknown(&self.shown(), self.extent));
            };
            extent = extent.to(self.advance()?);
            shift = if sign == "-" {
                -places as i64
            } else {
                places as i64
            };
        }
        let subscript = self.scope.subscript(&word, shift, extent)?;
        Ok((subscript, extent))
    }

    /// `clone == S`, `i != j`: 1 or 0, known when the family is written out.
    pub(super) fn comparison(&mut self, variable: &str, start: Extent) -> Result<Node, Fault> {
        let equal = match self.token {
            Token::Symbol("==") => true,
            Token::Symbol("!=") => false,
            _ => return Err(bare(variable, start)),
        };
        self.advance()?;
        let mine = self.scope.subscript(variable, 0, start)?;
        let (other, extent) = self.subscript()?;
        let same = match (mine, other) {
            (Subscript::Value(a), Subscript::Value(b)) => a == b,
            _ => false,
        };
        Ok(Node {
            part: Part::Number(f64::from(u8::from(same == equal))),
            extent: start.to(extent),
        })
    }

    /// `sum(i in clone: ...)`, `sum(clone, site: ...)` and their like; `position(clone)`. Nothing if it is an ordinary call.
    pub(super) fn over(
        &mut self,
        name: &str,
        start: Extent,
        open: Extent,
        level: usize,
    ) -> Result<Option<Deep>, Fault> {
        let Token::Name(first) = self.token else {
            return Ok(None);
        };
        if name == "position"
            && let Some(place) = self.scope.bound(first).map(|own| own.value)
        {
            self.advance()?;
            let node = Node {
                part: Part::Number(place as f64 + 1.0),
                extent: start.to(self.close(open)?),
            };
            return Ok(Some((node, 1)));
        }
        let Some((_, op, none)) = JOINS.iter().find(|(own, ..)| *own == name) else {
            return Ok(None);
        };
        let mark = self.mark();
        let Some(free) = self.variables()? else {
            self.reset(&mark);
            return Ok(None);
        };
        let body = self.mark();
        let all = self.scope.combinations(&free);
        if all.is_empty() {
            return Err(too_large(start));
        }
        let mut terms: Vec<Node> = Vec::new();
        let mut depth = 0;
        for bound in all {
            self.reset(&body);
            self.scope.bind(&bound);
            let term = self.expression(0, level + 1);
            self.scope.release(bound.len());
            let (term, below) = term?;
            depth = depth.max(below);
            if term.part != Part::Number(*none) {
                terms.push(term);
            }
        }
        let whole = start.to(self.close(open)?);
        if terms.is_empty() {
            let part = Part::Number(*none);
            return Ok(Some((
                Node {
                    part,
                    extent: whole,
                },
                1,
            )));
        }
        while terms.len() > 1 {
            let parts = terms.chunks(LENGTH);
            let joined = parts.filter_map(|part| {
                part.iter().cloned().reduce(|a, b| Node {
                    part: Part::Binary(*op, Box::new((a, b))),
                    extent: whole,
                })
            });
            let joined: Vec<Node> = joined.collect();
            depth += LENGTH.min(terms.len());
            terms = joined;
        }
        self.not_too_deep(level + depth, whole)?;
        Ok(terms.pop().map(|node| (node, depth)))
    }

    /// `i in clone, j in site:`; nothing if that is not what stands here.
    fn variables(&mut self) -> Result<Option<Vec<(String, usize)>>, Fault> {
        let mut free: Vec<(String, usize)> = Vec::new();
        loop {
            let Token::Name(variable) = self.token else {
                return Ok(None);
            };
            let mut extent = self.advance()?;
            let mut index = self.scope.index(variable);
            if self.token == Token::Name("in") {
                self.advance()?;
                let Token::Name(word) = self.token else {
                    return Err(self.scope.unknown(&self.shown(), self.extent));
                };
                index = self.scope.index(word);
                if index.is_none() {
                    return Err(self.scope.unknown(word, self.extent));
                }
                extent = extent.to(self.advance()?);
            }
            let separator = matches!(self.token, Token::Symbol("," | ":"));
            let Some(index) = index.filter(|_| separator) else {
                return Ok(None);
            };
            if self.scope.bound(variable).is_some() || free.iter().any(|(own, _)| own == variable) {
                return Err(Fault {
                    code: "M0212",
                    extent,
                    message: format!("\"{variable}\" has a value here already"),
                    expected: None,
                    help: Some(format!(
                        "write another variable, such as \"i in {variable}\""
                    )),
                });
            }
            free.push((variable.to_owned(), index));
            let last = self.token == Token::Symbol(":");
            self.advance()?;
            if last {
                return Ok(Some(free));
            }
        }
    }
}

/// An index where a number is needed.
fn bare(variable: &str, extent: Extent) -> Fault {
    Fault {
        code: "M0212",
        extent,
        message: format!("\"{variable}\" is an index, not a number"),
        expected: None,
        help: Some(format!(
            "write position({variable}) for its number in the list, or compare it: {variable} == ..."
        )),
    }
}
