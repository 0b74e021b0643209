//! Moves work out of the part that runs at each evaluation: factors that depend on parameters and doses alone are gathered in
//! products and taken into sums of products, where they cost nothing at each evaluation.
//!
//! Only parts that nothing else reads are rewritten, so no work is done twice.

use super::graph::{Graph, Node};
use super::{Layout, build::level};
use crate::Binary;

/// The level of what changes at each evaluation.
const VARYING: u8 = 3;

pub(super) struct Hoist<'graph> {
    graph: &'graph mut Graph,
    layout: Layout,
    levels: Vec<u8>,
    /// Number of readers of each node; what is made here has one.
    readers: Vec<u32>,
}

/// Rewrites `outputs`; returns their new nodes.
pub(super) fn hoist(graph: &mut Graph, layout: Layout, outputs: &[u32]) -> Vec<u32> {
    let count = graph.nodes().len();
    let mut needed = vec![0u32; count];
    for &id in outputs {
        needed[id as usize] += 1;
    }
    for id in (0..count).rev() {
        if needed[id] > 0 {
            for operand in graph.nodes()[id].operands() {
                needed[operand as usize] += 1;
            }
        }
    }
    let mut hoist = Hoist {
        graph,
        layout,
        levels: Vec::new(),
        readers: Vec::new(),
    };
    let mut new = vec![0u32; count];
    for id in 0..count {
        if needed[id] == 0 {
            continue;
        }
        let of = |old: u32| new[old as usize];
        new[id] = match hoist.graph.nodes()[id] {
            Node::Binary(op, a, b) => hoist.binary(op, of(a), of(b)),
            Node::Unary(op, a) => hoist.graph.unary(op, of(a)),
            Node::If(c, a, b) => hoist.graph.select(of(c), of(a), of(b)),
            Node::Number(_) | Node::Slot(_) => id as u32,
        };
        hoist.learn();
        hoist.readers[new[id] as usize] += needed[id];
    }
    outputs.iter().map(|&id| new[id as usize]).collect()
}

impl Hoist<'_> {
    /// Levels of nodes that have been added.
    fn learn(&mut self) {
        let nodes = self.graph.nodes();
        for &node in &nodes[self.levels.len()..] {
            self.levels.push(level(node, &self.levels, &self.layout));
        }
        self.readers.resize(nodes.len(), 0);
    }

    fn varies(&mut self, id: u32) -> bool {
        self.learn();
        self.levels[id as usize] == VARYING
    }

    /// The operands of a binary node that only one other reads.
    fn own(&mut self, id: u32, op: Binary) -> Option<(u32, u32)> {
        self.learn();
        match self.graph.nodes()[id as usize] {
            Node::Binary(found, a, b) if found == op && self.readers[id as usize] <= 1 => {
                Some((a, b))
            }
            _ => None,
        }
    }

    fn binary(&mut self, op: Binary, a: u32, b: u32) -> u32 {
        let rewritten = match op {
            Binary::Multiply => self.product(a, b),
            Binary::Subtract => self.difference(a, b),
            _ => None,
        };
        rewritten.unwrap_or_else(|| self.graph.binary(op, a, b))
    }

    fn multiply(&mut self, a: u32, b: u32) -> u32 {
        self.graph.binary(Binary::Multiply, a, b)
    }

    /// A product whose invariant factors are taken together, or into a sum of products.
    fn product(&mut self, a: u32, b: u32) -> Option<u32> {
        let (mut fixed, mut varying) = (Vec::new(), Vec::new());
        self.factors(a, &mut fixed, &mut varying);
        self.factors(b, &mut fixed, &mut varying);
        if fixed.is_empty() || varying.is_empty() {
            return None;
        }
        let mut factor = fixed[0];
        for &more in &fixed[1..] {
            factor = self.multiply(factor, more);
        }
        for at in 0..varying.len() {
            if let Some(scaled) = self.scale(varying[at], factor) {
                varying[at] = scaled;
                let first = varying.remove(0);
                return Some(varying.into_iter().fold(first, |p, v| self.multiply(p, v)));
            }
        }
        let many = fixed.len() > 1;
        many.then(|| varying.into_iter().fold(factor, |p, v| self.multiply(p, v)))
    }

    fn factors(&mut self, id: u32, fixed: &mut Vec<u32>, varying: &mut Vec<u32>) {
        if !self.varies(id) {
            fixed.push(id);
        } else if let Some((a, b)) = self.own(id, Binary::Multiply) {
            self.factors(a, fixed, varying);
            self.factors(b, fixed, varying);
        } else {
            varying.push(id);
        }
    }

    /// `factor` times a sum whose every term has an invariant factor that can take it in.
    fn scale(&mut self, id: u32, factor: u32) -> Option<u32> {
        let sum = |hoist: &mut Self, op, (a, b)| {
            let a = hoist.term(a, factor)?;
            let b = hoist.term(b, factor)?;
            Some(hoist.graph.binary(op, a, b))
        };
        if let Some(ab) = self.own(id, Binary::Add) {
            return sum(self, Binary::Add, ab);
        }
        let ab = self.own(id, Binary::Subtract)?;
        sum(self, Binary::Subtract, ab)
    }

    fn term(&mut self, id: u32, factor: u32) -> Option<u32> {
        if !self.varies(id) {
            return Some(self.multiply(factor, id));
        }
        if let Some((a, b)) = self.own(id, Binary::Multiply) {
            let (fixed, rest) = if self.varies(a) { (b, a) } else { (a, b) };
            if self.varies(fixed) {
                return None;
            }
            let fixed = self.multiply(factor, fixed);
            return Some(self.multiply(fixed, rest));
        }
        self.scale(id, factor)
    }

    /// A difference whose invariant parts are taken together and whose sum of products is subtracted product by product.
    fn difference(&mut self, a: u32, b: u32) -> Option<u32> {
        if self.varies(a) && !self.varies(b) {
            return self.lessen(a, b);
        }
        let mut products = Vec::new();
        if !self.products(b, &mut products) || products.len() < 2 {
            return None;
        }
        let less = |left, p| self.graph.binary(Binary::Subtract, left, p);
        Some(products.into_iter().fold(a, less))
    }

    /// `(c - x) - b` as `(c - b) - x`, however many terms are subtracted from the invariant `c`.
    fn lessen(&mut self, id: u32, b: u32) -> Option<u32> {
        if !self.varies(id) {
            return Some(self.graph.binary(Binary::Subtract, id, b));
        }
        let (c, x) = self.own(id, Binary::Subtract)?;
        let c = self.lessen(c, b)?;
        Some(self.graph.binary(Binary::Subtract, c, x))
    }

    /// Collects the terms of a sum; tells whether all are products.
    fn products(&mut self, id: u32, terms: &mut Vec<u32>) -> bool {
        if let Some((a, b)) = self.own(id, Binary::Add) {
            return self.products(a, terms) && self.products(b, terms);
        }
        terms.push(id);
        self.varies(id) && self.own(id, Binary::Multiply).is_some()
    }
}
