//! From resolved expressions to a [`Program`]: `let`s are inlined, common parts joined, sections split, registers assigned.

use super::graph::{Graph, Node, Tangent};
use super::hoist::hoist;
use super::{Instruction, Layout, Op, Program};
use crate::{Binary, Core, Expr, Unary};

/// Collects outputs and compiles them together.
#[derive(Debug)]
pub struct Builder<'core> {
    core: &'core Core,
    layout: Layout,
    graph: Graph,
    lets: Vec<Option<u32>>,
    outputs: Vec<u32>,
}

/// A condition as two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Output index of the truth value (1 or 0).
    pub truth: usize,
    /// Output index of the margin: positive inside, negative outside, zero at the switch.
    pub margin: usize,
}

impl<'core> Builder<'core> {
    /// A builder for expressions of `core` with `tunes` tuned numbers and tangents in `directions` directions.
    pub fn new(core: &'core Core, tunes: usize, directions: usize) -> Self {
        let layout = Layout {
            states: core.states.len(),
            directions,
            parameters: core.parameters.len(),
            drugs: core.drugs.len(),
            tunes,
            assays: core.assays.len(),
        };
        let lets = vec![None; core.lets.len()];
        Self {
            core,
            layout,
            graph: Graph::default(),
            lets,
            outputs: Vec::new(),
        }
    }

    /// Adds an expression; returns its output index.
    pub fn output(&mut self, expr: &Expr) -> usize {
        let id = self.node(expr);
        self.outputs.push(id);
        self.outputs.len() - 1
    }

    /// Adds a condition in which a comparison also counts as true when it fails by less than `tolerance`.
    pub fn condition(&mut self, expr: &Expr, tolerance: f64) -> Condition {
        let (truth, margin) = self.condition_nodes(expr, tolerance);
        self.outputs.extend([truth, margin]);
        Condition {
            truth: self.outputs.len() - 2,
            margin: self.outputs.len() - 1,
        }
    }

    fn condition_nodes(&mut self, expr: &Expr, tolerance: f64) -> (u32, u32) {
        match expr {
            Expr::Binary(op @ (Binary::And | Binary::Or), ab) => {
                let (ta, ma) = self.condition_nodes(&ab.0, tolerance);
                let (tb, mb) = self.condition_nodes(&ab.1, tolerance);
                let join = if *op == Binary::And {
                    Binary::Min
                } else {
                    Binary::Max
                };
                (
                    self.graph.binary(*op, ta, tb),
                    self.graph.binary(join, ma, mb),
                )
            }
            Expr::Unary(Unary::Not, a) => {
                let (truth, margin) = self.condition_nodes(a, -tolerance);
                (
                    self.graph.unary(Unary::Not, truth),
                    self.graph.unary(Unary::Negate, margin),
                )
            }
            Expr::Binary(
                op @ (Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual),
                ab,
            ) => {
                let (a, b) = (self.node(&ab.0), self.node(&ab.1));
                let greater = matches!(op, Binary::Greater | Binary::GreaterEqual);
                let (high, low) = if greater { (a, b) } else { (b, a) };
                let tolerance = self.graph.number(tolerance);
                let low = self.graph.binary(Binary::Subtract, low, tolerance);
                let strict = matches!(op, Binary::Greater | Binary::Less);
                let compare = if strict {
                    Binary::Greater
                } else {
                    Binary::GreaterEqual
                };
                let truth = self.graph.binary(compare, high, low);
                (truth, self.graph.binary(Binary::Subtract, high, low))
            }
            other => {
                let value = self.node(other);
                let zero = self.graph.number(0.0);
                let half = self.graph.number(0.5);
                let truth = self.graph.binary(Binary::NotEqual, value, zero);
                (truth, self.graph.binary(Binary::Subtract, truth, half))
            }
        }
    }

    /// Adds, for each parameter in `directions`, the tangents of all outputs so far: output `i` in direction `k` becomes output
    /// `count * (k + 1) + i`.
    pub fn tangents(&mut self, directions: &[usize]) {
        let values = self.outputs.clone();
        let layout = self.layout;
        for (k, &parameter) in directions.iter().enumerate() {
            let own = (layout.parameter() + parameter) as u16;
            let more = self.graph.tangents(&values, &|register| {
                if register == own {
                    Some(Tangent::One)
                } else if (register as usize) < layout.states {
                    Some(Tangent::Slot(register + (layout.states * (k + 1)) as u16))
                } else {
                    None
                }
            });
            self.outputs.extend(more);
        }
    }

    /// Adds the partial derivatives of all outputs so far with respect to every state: the derivative of output `i` by state
    /// `j` becomes output `count * (j + 1) + i`.
    pub fn jacobian(&mut self) {
        let values = self.outputs.clone();
        for state in 0..self.layout.states {
            let own = state as u16;
            let more = self.graph.tangents(&values, &|register| {
                (register == own).then_some(Tangent::One)
            });
            self.outputs.extend(more);
        }
    }

    fn node(&mut self, expr: &Expr) -> u32 {
        let layout = self.layout;
        let slot = |graph: &mut Graph, register: usize| graph.slot(register as u16);
        match expr {
            Expr::Number(x) => self.graph.number(*x),
            Expr::Parameter(i) => slot(&mut self.graph, layout.parameter() + i),
            Expr::State(i) => slot(&mut self.graph, *i),
            Expr::Dose(i) => slot(&mut self.graph, layout.dose() + i),
            Expr::TimeOn(i) => slot(&mut self.graph, layout.time_on() + i),
            Expr::Time => slot(&mut self.graph, layout.time()),
            Expr::PhaseTime => slot(&mut self.graph, layout.phase_time()),
            Expr::Tune(i) => slot(&mut self.graph, layout.tune() + i),
            Expr::Assay(i, memory) => slot(&mut self.graph, layout.memory(*i, *memory)),
            // Outcomes are evaluated by whoever has the finished run; here they are no number.
            Expr::Outcome(_) => self.graph.number(f64::NAN),
            Expr::Let(i) => {
                if let Some(id) = self.lets[*i] {
                    return id;
                }
                let core = self.core;
                let id = self.node(&core.lets[*i].value);
                self.lets[*i] = Some(id);
                id
            }
            Expr::Unary(op, a) => {
                let a = self.node(a);
                self.graph.unary(*op, a)
            }
            Expr::Binary(op, ab) => {
                let a = self.node(&ab.0);
                let b = self.node(&ab.1);
                self.graph.binary(*op, a, b)
            }
            Expr::If(abc) => {
                let c = self.node(&abc.0);
                let a = self.node(&abc.1);
                let b = self.node(&abc.2);
                self.graph.select(c, a, b)
            }
        }
    }

    /// Compiles all outputs.
    pub fn finish(self) -> Program {
        let Self {
            mut graph,
            layout,
            outputs,
            ..
        } = self;
        let outputs = hoist(&mut graph, layout, &outputs);
        Assembler::new(&graph, layout, &outputs).assemble(&outputs)
    }
}

/// How often a node changes: with the constants, the patient, the dose, or at each evaluation.
pub(super) fn level(node: Node, levels: &[u8], layout: &Layout) -> u8 {
    let of = |id: u32| levels[id as usize];
    match node {
        Node::Number(_) => 0,
        Node::Slot(register) => {
            let register = register as usize;
            let tuned = (layout.tune()..layout.tune() + layout.tunes).contains(&register);
            if (layout.parameter()..layout.dose()).contains(&register) {
                1
            } else if (layout.dose()..layout.time_on()).contains(&register) || tuned {
                2
            } else {
                3
            }
        }
        Node::Unary(_, a) => of(a),
        Node::Binary(_, a, b) => of(a).max(of(b)),
        Node::If(c, a, b) => of(c).max(of(a)).max(of(b)),
    }
}

/// Fused form of a node: operation, operands.
type Fused = (Op, [u32; 3], usize);

struct Assembler<'graph> {
    graph: &'graph Graph,
    layout: Layout,
    levels: Vec<u8>,
    /// The instruction that each needed node becomes; `None` for inputs, constants, and products fused into their user.
    form: Vec<Option<Fused>>,
    /// Position of the last reader (in node order); the end for outputs.
    last: Vec<u32>,
}

impl<'graph> Assembler<'graph> {
    fn new(graph: &'graph Graph, layout: Layout, outputs: &[u32]) -> Self {
        let nodes = graph.nodes();
        let mut levels = Vec::with_capacity(nodes.len());
        for &node in nodes {
            levels.push(level(node, &levels, &layout));
        }
        let mut uses = vec![0u32; nodes.len()];
        for &id in outputs {
            uses[id as usize] += 1;
        }
        let mut needed = vec![false; nodes.len()];
        for &id in outputs {
            needed[id as usize] = true;
        }
        for id in (0..nodes.len()).rev() {
            if needed[id] {
                for operand in nodes[id].operands() {
                    needed[operand as usize] = true;
                    uses[operand as usize] += 1;
                }
            }
        }
        let mut form = vec![None; nodes.len()];
        let mut fused_away = vec![false; nodes.len()];
        for id in (0..nodes.len()).rev() {
            if !needed[id] || fused_away[id] {
                continue;
            }
            let single_product = |other: u32| {
                let same = levels[other as usize] == levels[id];
                match nodes[other as usize] {
                    Node::Binary(Binary::Multiply, x, y) if same && uses[other as usize] == 1 => {
                        Some((x, y))
                    }
                    _ => None,
                }
            };
            form[id] = match nodes[id] {
                Node::Number(_) | Node::Slot(_) => None,
                Node::Unary(op, a) => Some((Op::Unary(op), [a, 0, 0], 1)),
                Node::If(c, a, b) => Some((Op::Select, [c, a, b], 3)),
                Node::Binary(op, a, b) => Some(match (op, single_product(a), single_product(b)) {
                    (Binary::Add, Some((x, y)), _) => {
                        fused_away[a as usize] = true;
                        (Op::MultiplyAdd, [x, y, b], 3)
                    }
                    (Binary::Add, None, Some((x, y))) => {
                        fused_away[b as usize] = true;
                        (Op::MultiplyAdd, [x, y, a], 3)
                    }
                    (Binary::Subtract, Some((x, y)), _) => {
                        fused_away[a as usize] = true;
                        (Op::MultiplySubtract, [x, y, b], 3)
                    }
                    (Binary::Subtract, None, Some((x, y))) => {
                        fused_away[b as usize] = true;
                        (Op::SubtractProduct, [x, y, a], 3)
                    }
                    _ => (Op::Binary(op), [a, b, 0], 2),
                }),
            };
        }
        let mut last = vec![0u32; nodes.len()];
        for (id, form) in form.iter().enumerate() {
            if let Some((_, ids, count)) = form {
                for &operand in &ids[..*count] {
                    last[operand as usize] = last[operand as usize].max(id as u32);
                }
            }
        }
        for &id in outputs {
            last[id as usize] = u32::MAX;
        }
        for (id, needed) in needed.iter().enumerate() {
            if !needed {
                last[id] = 0;
            }
        }
        Self {
            graph,
            layout,
            levels,
            form,
            last,
        }
    }

    fn assemble(self, outputs: &[u32]) -> Program {
        let nodes = self.graph.nodes();
        let mut register = vec![0u16; nodes.len()];
        let mut next = self.layout.inputs() as u16;
        let mut constants = Vec::new();
        for (id, node) in nodes.iter().enumerate() {
            match node {
                Node::Slot(slot) => register[id] = *slot,
                Node::Number(bits) if self.last[id] > 0 => {
                    register[id] = next;
                    constants.push((next, f64::from_bits(*bits)));
                    next += 1;
                }
                _ => {}
            }
        }
        let mut sections: [Vec<Instruction>; 3] = Default::default();
        // Results of the first two sections stay; temporaries of the body are reused once read for the last time.
        for pass in 1..=3u8 {
            let mut free: Vec<u16> = Vec::new();
            let mut ends: Vec<(u32, u16)> = Vec::new();
            for (id, form) in self.form.iter().enumerate() {
                let Some((op, ids, count)) = form.filter(|_| self.levels[id].max(1) == pass) else {
                    continue;
                };
                ends.retain(|&(end, temporary)| {
                    let over = end <= id as u32;
                    if over {
                        free.push(temporary);
                    }
                    !over
                });
                let mut operand = [0u16; 3];
                for (slot, &of) in operand.iter_mut().zip(&ids[..count]) {
                    *slot = register[of as usize];
                }
                let to = if pass == 3 { free.pop() } else { None }.unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                if pass == 3 {
                    ends.push((self.last[id], to));
                }
                register[id] = to;
                let [a, b, c] = operand;
                sections[pass as usize - 1].push(Instruction { op, to, a, b, c });
            }
        }
        let [setup, segment, body] = sections;
        let outputs = outputs.iter().map(|&id| register[id as usize]).collect();
        let registers = next as usize;
        Program {
            layout: self.layout,
            constants,
            setup,
            segment,
            body,
            outputs,
            registers,
        }
    }
}
