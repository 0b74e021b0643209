//! Expressions made of a pattern, such as `r * (1 - n / k)`, and of what its words stand for.

use crate::document::{Expression, Span};
use crate::syntax::{self, Extent, Node, Part};

/// What the words of a pattern stand for.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    token: Span,
    words: Vec<(String, Node)>,
    broken: bool,
}

impl Pattern {
    /// No words yet; what is wrong with the whole is noted at `token`.
    pub fn at(token: Span) -> Self {
        Self {
            token,
            words: Vec::new(),
            broken: false,
        }
    }

    /// `word` stands for an expression of the file.
    pub fn put(&mut self, word: impl Into<String>, expression: &Expression) {
        match &expression.tree {
            Some(tree) => {
                let bytes = Extent {
                    start: expression.token.start,
                    end: expression.token.end,
                };
                self.set(word, Part::Inset(Box::new(tree.clone()), bytes));
            }
            // What could not be read has been refused already.
            None => self.broken = true,
        }
    }

    /// `word` stands for an expression of the file, or for a number where there is none.
    pub fn put_or(
        &mut self,
        word: impl Into<String>,
        expression: Option<&Expression>,
        otherwise: f64,
    ) {
        match expression {
            Some(expression) => self.put(word, expression),
            None => self.set(word, Part::Number(otherwise)),
        }
    }

    /// `word` stands for a name of the model.
    pub fn name(&mut self, word: impl Into<String>, name: impl Into<String>) {
        self.set(word, Part::Name(name.into()));
    }

    fn set(&mut self, word: impl Into<String>, part: Part) {
        let word = word.into();
        self.words.retain(|(own, _)| *own != word);
        self.words.push((word, Node::made(part)));
    }

    /// The pattern `text` with its words replaced; every word of it must have been given.
    pub fn fill(&self, text: &str) -> Expression {
        let tree = match syntax::parse(text, false) {
            Ok(tree) if !self.broken => Some(self.replaced(&tree)),
            _ => None,
        };
        Expression {
            tree,
            token: self.token,
        }
    }

    fn replaced(&self, node: &Node) -> Node {
        let part = match &node.part {
            Part::Name(word) => {
                let found = self.words.iter().find(|(own, _)| own == word);
                return found
                    .map_or_else(|| Node::made(node.part.clone()), |(_, node)| node.clone());
            }
            Part::Number(x) => Part::Number(*x),
            Part::Negate(a) => Part::Negate(Box::new(self.replaced(a))),
            Part::Not(a) => Part::Not(Box::new(self.replaced(a))),
            Part::Binary(op, ab) => {
                Part::Binary(*op, Box::new((self.replaced(&ab.0), self.replaced(&ab.1))))
            }
            Part::Call(name, _, arguments) => Part::Call(
                name.clone(),
                Extent::WHOLE,
                arguments.iter().map(|own| self.replaced(own)).collect(),
            ),
            Part::Inset(a, at) => Part::Inset(a.clone(), *at),
        };
        Node::made(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_replaced_and_functions_are_not() {
        let written = |text: &str, start: usize| Expression {
            tree: syntax::parse(text, false).ok(),
            token: Span {
                start,
                end: start + text.len(),
            },
        };
        let mut pattern = Pattern::at(Span { start: 1, end: 2 });
        pattern.put("x", &written("a + b", 10));
        pattern.name("exp", "c");
        let filled = pattern.fill("exp(x) * exp").tree.unwrap();
        let mut names = Vec::new();
        filled.walk(&mut |node| match &node.part {
            Part::Name(name) | Part::Call(name, _, _) => names.push(name.clone()),
            _ => {}
        });
        assert_eq!(names, ["exp", "a", "b", "c"]);
        pattern.put("y", &written("a +", 20));
        assert_eq!(pattern.fill("exp(x)").tree, None);
    }
}
