//! Which two instructions are joined into one, and what the halves do.

use forestall_model::{Binary, program::Instruction, program::Op};

/// A sum, a product, or both: the first half of a pair, or an instruction of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// `a + b`
    Sum,
    /// `a - b`
    Difference,
    /// `a b`
    Product,
    /// `a b + c`
    ProductPlus,
    /// `a b - c`
    ProductMinus,
    /// `c - a b`
    MinusProduct,
}

/// What the second half of a pair does with `x`, the value of the first, and operands `d` and `e`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Second {
    /// `x + d`
    Plus,
    /// `x - d`
    Minus,
    /// `d - x`
    From,
    /// `x d`
    Times,
    /// `x d + e`
    TimesPlus,
    /// `x d - e`
    TimesMinus,
    /// `e - x d`
    TimesFrom,
    /// `x + d e`
    PlusProduct,
    /// `d e - x`
    FromProduct,
    /// `x - d e`
    MinusProduct,
}

#[inline(always)]
pub(super) fn first(op: First, a: f64, b: f64, c: f64) -> f64 {
    match op {
        First::Sum => a + b,
        First::Difference => a - b,
        First::Product => a * b,
        First::ProductPlus => a * b + c,
        First::ProductMinus => a * b - c,
        First::MinusProduct => c - a * b,
    }
}

#[inline(always)]
pub(super) fn second(op: Second, x: f64, d: f64, e: f64) -> f64 {
    match op {
        Second::Plus => x + d,
        Second::Minus => x - d,
        Second::From => d - x,
        Second::Times => x * d,
        Second::TimesPlus => x * d + e,
        Second::TimesMinus => x * d - e,
        Second::TimesFrom => e - x * d,
        Second::PlusProduct => d * e + x,
        Second::FromProduct => d * e - x,
        Second::MinusProduct => x - d * e,
    }
}
/// For each instruction, the earlier one that can be computed together with it.
pub(super) fn partners(instructions: &[Instruction], outputs: &[u16]) -> Vec<Option<usize>> {
    let mut partners = vec![None; instructions.len()];
    let mut taken = vec![false; instructions.len()];
    for (index, before) in instructions.iter().enumerate() {
        if taken[index] || first_half(before.op).is_none() {
            continue;
        }
        let Some(reader) = only_reader(instructions, index, outputs) else {
            continue;
        };
        // In between nothing may change what the first half reads.
        let changed = instructions[index + 1..reader]
            .iter()
            .any(|i| operands(before).contains(&i.to));
        let fits = second_half(&instructions[reader], before.to).is_some();
        if fits && !changed && !taken[reader] {
            partners[reader] = Some(index);
            taken[reader] = true;
            taken[index] = true;
        }
    }
    partners
}

/// The one instruction that reads the result of instruction `index`, if there is just one.
fn only_reader(instructions: &[Instruction], index: usize, outputs: &[u16]) -> Option<usize> {
    let register = instructions[index].to;
    let mut reader = None;
    for (later, i) in instructions.iter().enumerate().skip(index + 1) {
        if operands(i).contains(&register) {
            if reader.is_some() {
                return None;
            }
            reader = Some(later);
        }
        if i.to == register {
            return reader;
        }
    }
    reader.filter(|_| !outputs.contains(&register))
}

/// The registers that an instruction reads.
fn operands(i: &Instruction) -> Vec<u16> {
    match i.op {
        Op::Unary(_) => vec![i.a],
        Op::Binary(_) => vec![i.a, i.b],
        _ => vec![i.a, i.b, i.c],
    }
}

pub(super) fn first_half(op: Op) -> Option<First> {
    Some(match op {
        Op::Binary(Binary::Add) => First::Sum,
        Op::Binary(Binary::Subtract) => First::Difference,
        Op::Binary(Binary::Multiply) => First::Product,
        Op::MultiplyAdd => First::ProductPlus,
        Op::MultiplySubtract => First::ProductMinus,
        Op::SubtractProduct => First::MinusProduct,
        _ => return None,
    })
}

/// What an instruction does with the value `x` of a register that it reads once, and its other operands.
pub(super) fn second_half(i: &Instruction, x: u16) -> Option<(Second, u16, u16)> {
    let (a, b, c) = (i.a == x, i.b == x, i.c == x);
    let factor = if a { i.b } else { i.a };
    let product = |outside, inside| match (a, b, c) {
        (true, false, false) | (false, true, false) => Some((inside, factor, i.c)),
        (false, false, true) => Some((outside, i.a, i.b)),
        _ => None,
    };
    match i.op {
        Op::Binary(Binary::Add) if a != b => Some((Second::Plus, factor, 0)),
        Op::Binary(Binary::Multiply) if a != b => Some((Second::Times, factor, 0)),
        Op::Binary(Binary::Subtract) if a && !b => Some((Second::Minus, i.b, 0)),
        Op::Binary(Binary::Subtract) if b && !a => Some((Second::From, i.a, 0)),
        Op::MultiplyAdd => product(Second::PlusProduct, Second::TimesPlus),
        Op::MultiplySubtract => product(Second::FromProduct, Second::TimesMinus),
        Op::SubtractProduct => product(Second::MinusProduct, Second::TimesFrom),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instruction(op: Op, to: u16, operands: [u16; 3]) -> Instruction {
        let [a, b, c] = operands;
        Instruction { op, to, a, b, c }
    }

    const ADD: Op = Op::Binary(Binary::Add);

    #[test]
    fn a_value_that_is_read_once_joins_its_reader() {
        let code = [
            instruction(ADD, 8, [0, 1, 0]),
            instruction(Op::MultiplyAdd, 9, [2, 8, 3]),
        ];
        assert_eq!(partners(&code, &[9]), [None, Some(0)]);
        assert_eq!(second_half(&code[1], 8), Some((Second::TimesPlus, 2, 3)));
    }

    #[test]
    fn a_value_that_is_read_twice_or_put_out_stays_alone() {
        let square = [
            instruction(ADD, 8, [0, 1, 0]),
            instruction(Op::Binary(Binary::Multiply), 9, [8, 8, 0]),
        ];
        assert_eq!(partners(&square, &[9]), [None, None]);
        let twice = [
            square[0],
            instruction(ADD, 9, [8, 1, 0]),
            instruction(ADD, 10, [8, 9, 0]),
        ];
        assert_eq!(partners(&twice, &[10]), [None, None, Some(1)]);
        let shown = [square[0], instruction(ADD, 9, [8, 1, 0])];
        assert_eq!(partners(&shown, &[8, 9]), [None, None]);
    }

    #[test]
    fn a_first_half_is_not_moved_past_a_change_of_what_it_reads() {
        let code = [
            instruction(ADD, 8, [5, 1, 0]),
            instruction(Op::Binary(Binary::Divide), 5, [0, 1, 0]),
            instruction(ADD, 9, [8, 5, 0]),
        ];
        assert_eq!(partners(&code, &[9]), [None, None, None]);
    }
}
