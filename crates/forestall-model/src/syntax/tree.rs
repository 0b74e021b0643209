//! An expression as written: names are still text, every part knows its place.

use crate::Binary;

/// Bytes `start..end` of the text of one expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Extent {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Extent {
    /// The whole string, of parts that were not written there.
    pub const WHOLE: Self = Self {
        start: usize::MAX,
        end: usize::MAX,
    };

    /// From the start of `self` to the end of `other`.
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start,
            end: other.end,
        }
    }
}

/// What is wrong with the text of an expression, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// Offending bytes.
    pub extent: Extent,
    /// What was found.
    pub message: String,
    /// What was expected.
    pub expected: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// What it is.
    pub part: Part,
    /// Where it is written, parentheses around it not counted.
    pub extent: Extent,
}

/// What a part of an expression is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    /// A literal.
    Number(f64),
    /// A name.
    Name(String),
    /// `-a`
    Negate(Box<Node>),
    /// `not a`
    Not(Box<Node>),
    /// `a op b`
    Binary(Binary, Box<(Node, Node)>),
    /// `f(a, ...)`: name, place of the name, arguments.
    Call(String, Extent, Vec<Node>),
    /// An expression that was written elsewhere: places in it are counted from its own string, which stands at these bytes of the file.
    Inset(Box<Node>, Extent),
}

impl Node {
    /// A literal that is not written as text: a number of the file.
    pub fn number(value: f64) -> Self {
        Self {
            part: Part::Number(value),
            extent: Extent::default(),
        }
    }

    /// A part that is not written as text.
    pub fn made(part: Part) -> Self {
        Self {
            part,
            extent: Extent::WHOLE,
        }
    }

    /// Calls `visit` for this part and all below, in the order of the text.
    pub fn walk<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        match &self.part {
            Part::Number(_) | Part::Name(_) => {}
            Part::Negate(a) | Part::Not(a) | Part::Inset(a, _) => a.walk(visit),
            Part::Binary(_, ab) => {
                ab.0.walk(visit);
                ab.1.walk(visit);
            }
            Part::Call(_, _, arguments) => {
                for argument in arguments {
                    argument.walk(visit);
                }
            }
        }
    }

    /// The value of a literal, with its sign.
    pub fn literal(&self) -> Option<f64> {
        match &self.part {
            Part::Number(x) => Some(*x),
            Part::Negate(a) => match a.part {
                Part::Number(x) => Some(-x),
                _ => None,
            },
            Part::Inset(inner, _) => inner.literal(),
            _ => None,
        }
    }

    /// The value of a literal or a fraction of two, such as `2 / 3`.
    pub fn ratio(&self) -> Option<f64> {
        match &self.part {
            Part::Binary(Binary::Divide, ab) => Some(ab.0.literal()? / ab.1.literal()?),
            Part::Negate(a) => a.ratio().map(|x| -x),
            Part::Inset(inner, _) => inner.ratio(),
            _ => self.literal(),
        }
    }
}
