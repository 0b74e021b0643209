//! Expressions as a graph without repeated parts, simplified while it is built, and its forward derivatives.

use std::collections::HashMap;

use super::{exponentials, logarithms, powers};
use crate::{Binary, Unary};

/// A node of the graph; operands are indices of earlier nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// A constant, by its bits.
    Number(u64),
    /// An input, by its register.
    Slot(u16),
    /// One operand.
    Unary(Unary, u32),
    /// Two operands.
    Binary(Binary, u32, u32),
    /// `if(c, a, b)`.
    If(u32, u32, u32),
}

impl Node {
    /// The nodes that this one reads.
    pub(super) fn operands(self) -> impl Iterator<Item = u32> {
        let (ids, count) = match self {
            Self::Number(_) | Self::Slot(_) => ([0; 3], 0),
            Self::Unary(_, a) => ([a, 0, 0], 1),
            Self::Binary(_, a, b) => ([a, b, 0], 2),
            Self::If(c, a, b) => ([c, a, b], 3),
        };
        ids.into_iter().take(count)
    }
}

/// The graph; nodes are in topological order.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    index: HashMap<Node, u32>,
}

impl Graph {
    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    fn add(&mut self, node: Node) -> u32 {
        if let Some(&id) = self.index.get(&node) {
            return id;
        }
        let id = self.nodes.len() as u32;
        self.nodes.push(node);
        self.index.insert(node, id);
        id
    }

    pub(super) fn number(&mut self, value: f64) -> u32 {
        self.add(Node::Number(value.to_bits()))
    }

    pub(super) fn slot(&mut self, register: u16) -> u32 {
        self.add(Node::Slot(register))
    }

    fn constant(&self, id: u32) -> Option<f64> {
        match self.nodes[id as usize] {
            Node::Number(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    pub(super) fn unary(&mut self, op: Unary, a: u32) -> u32 {
        if let Some(x) = self.constant(a) {
            return self.number(apply_unary(op, x));
        }
        if let (Unary::Negate, Node::Unary(Unary::Negate, inner)) = (op, self.nodes[a as usize]) {
            return inner;
        }
        self.add(Node::Unary(op, a))
    }

    /// Adds `a op b`; identities with 0 and 1 are used, so a derivative does not carry dead terms.
    pub(super) fn binary(&mut self, op: Binary, a: u32, b: u32) -> u32 {
        let (x, y) = (self.constant(a), self.constant(b));
        if let (Some(x), Some(y)) = (x, y) {
            return self.number(apply_binary(op, x, y));
        }
        match op {
            Binary::Add if x == Some(0.0) => return b,
            Binary::Add | Binary::Subtract if y == Some(0.0) => return a,
            Binary::Subtract if x == Some(0.0) => return self.unary(Unary::Negate, b),
            Binary::Multiply if x == Some(0.0) || y == Some(0.0) => return self.number(0.0),
            Binary::Multiply if x == Some(1.0) => return b,
            Binary::Multiply | Binary::Divide | Binary::Power if y == Some(1.0) => return a,
            Binary::Multiply if x == Some(-1.0) => return self.unary(Unary::Negate, b),
            Binary::Multiply if y == Some(-1.0) => return self.unary(Unary::Negate, a),
            Binary::Divide if x == Some(0.0) => return self.number(0.0),
            Binary::Power => {
                if let Some(whole) = y.filter(|n| n.fract() == 0.0 && (0.0..=8.0).contains(n)) {
                    return self.whole_power(a, whole as u32);
                }
            }
            _ => {}
        }
        let commutes = matches!(
            op,
            Binary::Add
                | Binary::Multiply
                | Binary::And
                | Binary::Or
                | Binary::Equal
                | Binary::NotEqual
        );
        let (a, b) = if commutes && a > b { (b, a) } else { (a, b) };
        self.add(Node::Binary(op, a, b))
    }

    fn whole_power(&mut self, base: u32, exponent: u32) -> u32 {
        match exponent {
            0 => self.number(1.0),
            1 => base,
            n if n % 2 == 0 => {
                let half = self.whole_power(base, n / 2);
                self.binary(Binary::Multiply, half, half)
            }
            n => {
                let rest = self.whole_power(base, n - 1);
                self.binary(Binary::Multiply, rest, base)
            }
        }
    }

    pub(super) fn select(&mut self, condition: u32, a: u32, b: u32) -> u32 {
        match self.constant(condition) {
            Some(c) if c != 0.0 => a,
            Some(_) => b,
            None if a == b => a,
            None => self.add(Node::If(condition, a, b)),
        }
    }

    /// Forward derivatives of `outputs` in one direction; `slot` gives the tangent of each input (`None` is zero).
    pub(super) fn tangents(
        &mut self,
        outputs: &[u32],
        slot: &dyn Fn(u16) -> Option<Tangent>,
    ) -> Vec<u32> {
        let zero = self.number(0.0);
        let last = outputs.iter().copied().max().unwrap_or(0);
        let mut tangent: Vec<u32> = Vec::with_capacity(last as usize + 1);
        for id in 0..=last {
            let value = match self.nodes[id as usize] {
                Node::Number(_) => zero,
                Node::Slot(register) => match slot(register) {
                    None => zero,
                    Some(Tangent::One) => self.number(1.0),
                    Some(Tangent::Slot(other)) => self.slot(other),
                },
                Node::Unary(op, a) => self.unary_tangent(op, a, id, tangent[a as usize]),
                Node::Binary(op, a, b) => {
                    let (da, db) = (tangent[a as usize], tangent[b as usize]);
                    self.binary_tangent(op, (a, da), (b, db), id)
                }
                Node::If(c, a, b) => self.select(c, tangent[a as usize], tangent[b as usize]),
            };
            tangent.push(value);
        }
        outputs.iter().map(|&id| tangent[id as usize]).collect()
    }

    fn unary_tangent(&mut self, op: Unary, a: u32, value: u32, da: u32) -> u32 {
        if self.constant(da) == Some(0.0) {
            return da;
        }
        match op {
            Unary::Negate => self.unary(Unary::Negate, da),
            Unary::Exp => self.binary(Binary::Multiply, value, da),
            Unary::Ln => self.binary(Binary::Divide, da, a),
            Unary::Log10 => {
                let scale = self.number(std::f64::consts::LOG10_E);
                let ratio = self.binary(Binary::Divide, da, a);
                self.binary(Binary::Multiply, scale, ratio)
            }
            Unary::Sqrt => {
                let half = self.number(0.5);
                let ratio = self.binary(Binary::Divide, da, value);
                self.binary(Binary::Multiply, half, ratio)
            }
            Unary::Abs => {
                let zero = self.number(0.0);
                let negative = self.binary(Binary::Less, a, zero);
                let minus = self.unary(Unary::Negate, da);
                self.select(negative, minus, da)
            }
            Unary::Floor | Unary::Not => self.number(0.0),
            _ => self.elementary_tangent(op, a, value, da),
        }
    }

    fn binary_tangent(&mut self, op: Binary, a: (u32, u32), b: (u32, u32), value: u32) -> u32 {
        let (a, da) = a;
        let (b, db) = b;
        match op {
            Binary::Add | Binary::Subtract => self.binary(op, da, db),
            Binary::Multiply => {
                let left = self.binary(Binary::Multiply, da, b);
                let right = self.binary(Binary::Multiply, a, db);
                self.binary(Binary::Add, left, right)
            }
            Binary::Divide => {
                let right = self.binary(Binary::Multiply, value, db);
                let top = self.binary(Binary::Subtract, da, right);
                self.binary(Binary::Divide, top, b)
            }
            Binary::Power => self.power_tangent((a, da), (b, db), value),
            Binary::Min => {
                let first = self.binary(Binary::LessEqual, a, b);
                self.select(first, da, db)
            }
            Binary::Max => {
                let first = self.binary(Binary::GreaterEqual, a, b);
                self.select(first, da, db)
            }
            _ => self.number(0.0),
        }
    }

    fn power_tangent(&mut self, a: (u32, u32), b: (u32, u32), value: u32) -> u32 {
        let (a, da) = a;
        let (b, db) = b;
        let (zero, one) = (self.number(0.0), self.number(1.0));
        let at_zero = self.binary(Binary::Equal, a, zero);
        // `a^(b - 1)` without a second power. The slope of a root is infinite at 0; what stays at 0 does not feel it, and nothing else
        // can use it.
        let linear = self.binary(Binary::Equal, b, one);
        let ratio = self.binary(Binary::Divide, value, a);
        let lower = self.select(at_zero, linear, ratio);
        let slope = self.binary(Binary::Multiply, b, lower);
        let first = self.binary(Binary::Multiply, slope, da);
        if self.constant(db) == Some(0.0) {
            return first;
        }
        let ln = self.unary(Unary::Ln, a);
        let growth = self.binary(Binary::Multiply, value, ln);
        let growth = self.select(at_zero, zero, growth);
        let second = self.binary(Binary::Multiply, growth, db);
        self.binary(Binary::Add, first, second)
    }
}

/// The derivative of an input in the direction at hand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tangent {
    /// It is the direction itself.
    One,
    /// It is another input.
    Slot(u16),
}

fn truth(value: bool) -> f64 {
    if value { 1.0 } else { 0.0 }
}

/// The value of a unary operation, the same on every machine.
pub(super) fn apply_unary(op: Unary, x: f64) -> f64 {
    match op {
        Unary::Negate => -x,
        Unary::Exp => exponentials(&[x])[0],
        Unary::Ln => logarithms(&[x])[0],
        Unary::Log10 => libm::log10(x),
        Unary::Sqrt => x.sqrt(),
        Unary::Abs => x.abs(),
        Unary::Floor => x.floor(),
        Unary::Not => truth(x == 0.0),
        _ => super::elementary::value(op, x),
    }
}

/// The value of a binary operation, the same on every machine.
pub(super) fn apply_binary(op: Binary, x: f64, y: f64) -> f64 {
    match op {
        Binary::Add => x + y,
        Binary::Subtract => x - y,
        Binary::Multiply => x * y,
        Binary::Divide => x / y,
        Binary::Power => powers(&[x], &[y])[0],
        Binary::Min => x.min(y),
        Binary::Max => x.max(y),
        Binary::Less => truth(x < y),
        Binary::LessEqual => truth(x <= y),
        Binary::Greater => truth(x > y),
        Binary::GreaterEqual => truth(x >= y),
        Binary::Equal => truth(x == y),
        Binary::NotEqual => truth(x != y),
        Binary::And => truth(x != 0.0 && y != 0.0),
        Binary::Or => truth(x != 0.0 || y != 0.0),
    }
}
