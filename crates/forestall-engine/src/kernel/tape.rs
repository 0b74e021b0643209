//! Instructions of a program, as the kernel executes them.
//!
//! Decoding costs as much as computing, so two instructions of which the second is the only reader of the first become one: the
//! value between them then never leaves the processor's registers.

use forestall_model::program::{Instruction, Op, exponentials, logarithms, powers};
use forestall_model::{Binary, Unary};

use super::pair::{First, Second, first, first_half, partners, second, second_half};
/// Operation of one lane instruction, without nesting, so that decoding is one jump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
enum Flat {
    Sum, Difference, Product, ProductPlus, ProductMinus, MinusProduct,
    Divide, Negate, Sqrt, Abs, Floor, Min, Max,
    Less, LessEqual, Greater, GreaterEqual, Equal, NotEqual, And, Or, Not, Select, Power, Exp, Ln, Other,
    SumThenPlus, SumThenMinus, SumThenFrom, SumThenTimes, SumThenTimesPlus,
    SumThenTimesMinus, SumThenTimesFrom, SumThenPlusProduct, SumThenFromProduct, SumThenMinusProduct,
    DifferenceThenPlus, DifferenceThenMinus, DifferenceThenFrom, DifferenceThenTimes, DifferenceThenTimesPlus,
    DifferenceThenTimesMinus, DifferenceThenTimesFrom, DifferenceThenPlusProduct, DifferenceThenFromProduct, DifferenceThenMinusProduct,
    ProductThenPlus, ProductThenMinus, ProductThenFrom, ProductThenTimes, ProductThenTimesPlus,
    ProductThenTimesMinus, ProductThenTimesFrom, ProductThenPlusProduct, ProductThenFromProduct, ProductThenMinusProduct,
    ProductPlusThenPlus, ProductPlusThenMinus, ProductPlusThenFrom, ProductPlusThenTimes, ProductPlusThenTimesPlus,
    ProductPlusThenTimesMinus, ProductPlusThenTimesFrom, ProductPlusThenPlusProduct, ProductPlusThenFromProduct, ProductPlusThenMinusProduct,
    ProductMinusThenPlus, ProductMinusThenMinus, ProductMinusThenFrom, ProductMinusThenTimes, ProductMinusThenTimesPlus,
    ProductMinusThenTimesMinus, ProductMinusThenTimesFrom, ProductMinusThenPlusProduct, ProductMinusThenFromProduct, ProductMinusThenMinusProduct,
    MinusProductThenPlus, MinusProductThenMinus, MinusProductThenFrom, MinusProductThenTimes, MinusProductThenTimesPlus,
    MinusProductThenTimesMinus, MinusProductThenTimesFrom, MinusProductThenPlusProduct, MinusProductThenFromProduct, MinusProductThenMinusProduct,
}

/// Every pair with its halves.
macro_rules! for_all_pairs {
    ($use:ident) => {
        $use! {
            SumThenPlus Sum Plus
            SumThenMinus Sum Minus
            SumThenFrom Sum From
            SumThenTimes Sum Times
            SumThenTimesPlus Sum TimesPlus
            SumThenTimesMinus Sum TimesMinus
            SumThenTimesFrom Sum TimesFrom
            SumThenPlusProduct Sum PlusProduct
            SumThenFromProduct Sum FromProduct
            SumThenMinusProduct Sum MinusProduct
            DifferenceThenPlus Difference Plus
            DifferenceThenMinus Difference Minus
            DifferenceThenFrom Difference From
            DifferenceThenTimes Difference Times
            DifferenceThenTimesPlus Difference TimesPlus
            DifferenceThenTimesMinus Difference TimesMinus
            DifferenceThenTimesFrom Difference TimesFrom
            DifferenceThenPlusProduct Difference PlusProduct
            DifferenceThenFromProduct Difference FromProduct
            DifferenceThenMinusProduct Difference MinusProduct
            ProductThenPlus Product Plus
            ProductThenMinus Product Minus
            ProductThenFrom Product From
            ProductThenTimes Product Times
            ProductThenTimesPlus Product TimesPlus
            ProductThenTimesMinus Product TimesMinus
            ProductThenTimesFrom Product TimesFrom
            ProductThenPlusProduct Product PlusProduct
            ProductThenFromProduct Product FromProduct
            ProductThenMinusProduct Product MinusProduct
            ProductPlusThenPlus ProductPlus Plus
            ProductPlusThenMinus ProductPlus Minus
            ProductPlusThenFrom ProductPlus From
            ProductPlusThenTimes ProductPlus Times
            ProductPlusThenTimesPlus ProductPlus TimesPlus
            ProductPlusThenTimesMinus ProductPlus TimesMinus
            ProductPlusThenTimesFrom ProductPlus TimesFrom
            ProductPlusThenPlusProduct ProductPlus PlusProduct
            ProductPlusThenFromProduct ProductPlus FromProduct
            ProductPlusThenMinusProduct ProductPlus MinusProduct
            ProductMinusThenPlus ProductMinus Plus
            ProductMinusThenMinus ProductMinus Minus
            ProductMinusThenFrom ProductMinus From
            ProductMinusThenTimes ProductMinus Times
            ProductMinusThenTimesPlus ProductMinus TimesPlus
            ProductMinusThenTimesMinus ProductMinus TimesMinus
            ProductMinusThenTimesFrom ProductMinus TimesFrom
            ProductMinusThenPlusProduct ProductMinus PlusProduct
            ProductMinusThenFromProduct ProductMinus FromProduct
            ProductMinusThenMinusProduct ProductMinus MinusProduct
            MinusProductThenPlus MinusProduct Plus
            MinusProductThenMinus MinusProduct Minus
            MinusProductThenFrom MinusProduct From
            MinusProductThenTimes MinusProduct Times
            MinusProductThenTimesPlus MinusProduct TimesPlus
            MinusProductThenTimesMinus MinusProduct TimesMinus
            MinusProductThenTimesFrom MinusProduct TimesFrom
            MinusProductThenPlusProduct MinusProduct PlusProduct
            MinusProductThenFromProduct MinusProduct FromProduct
            MinusProductThenMinusProduct MinusProduct MinusProduct
        }
    };
}

/// One lane instruction.
#[derive(Debug, Clone, Copy)]
struct Code {
    op: Flat,
    to: u16,
    a: u16,
    b: u16,
    c: u16,
    d: u16,
    e: u16,
}

/// A section of a program, with the number of registers it needs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tape {
    code: Vec<Code>,
    /// What [`Flat::Other`] does, by the number in `d`.
    others: Vec<Op>,
    registers: usize,
}

impl Tape {
    /// A section of which every result is kept.
    pub(crate) fn new(instructions: &[Instruction]) -> Self {
        let mut tape = Self::default();
        for instruction in instructions {
            tape.push(instruction);
        }
        tape
    }

    /// A section of which nothing is read later but `outputs`: pairs of instructions are joined.
    pub(crate) fn joined(instructions: &[Instruction], outputs: &[u16]) -> Self {
        let partners = partners(instructions, outputs);
        let mut tape = Self::default();
        for (index, instruction) in instructions.iter().enumerate() {
            if partners.contains(&Some(index)) {
                continue;
            }
            match partners[index].map(|p| &instructions[p]) {
                Some(before) => tape.push_pair(before, instruction),
                None => tape.push(instruction),
            }
        }
        tape
    }

    fn push_code(&mut self, code: Code) {
        let largest = [code.to, code.a, code.b, code.c, code.d, code.e]
            .into_iter()
            .max();
        self.registers = self.registers.max(largest.map_or(0, |r| r as usize + 1));
        self.code.push(code);
    }

    fn push(&mut self, i: &Instruction) {
        let op = flat(i.op);
        let (to, a, b, c) = (i.to, i.a, i.b, i.c);
        self.push_code(Code {
            op,
            to,
            a,
            b,
            c,
            d: 0,
            e: 0,
        });
        if op == Flat::Other {
            if let Some(code) = self.code.last_mut() {
                code.d = self.others.len() as u16;
            }
            self.others.push(i.op);
        }
    }

    fn push_pair(&mut self, before: &Instruction, i: &Instruction) {
        let halves = first_half(before.op).zip(second_half(i, before.to));
        let Some((one, (two, d, e))) = halves else {
            return;
        };
        let (a, b, c) = (before.a, before.b, before.c);
        let op = pair(one, two);
        self.push_code(Code {
            op,
            to: i.to,
            a,
            b,
            c,
            d,
            e,
        });
    }
}
macro_rules! pair_table {
    ($($name:ident $first:ident $second:ident)*) => {
        fn pair(first: First, second: Second) -> Flat {
            match (first, second) {
                $((First::$first, Second::$second) => Flat::$name,)*
            }
        }
    };
}
for_all_pairs!(pair_table);

fn flat(op: Op) -> Flat {
    match op {
        Op::Binary(Binary::Add) => Flat::Sum,
        Op::Binary(Binary::Subtract) => Flat::Difference,
        Op::Binary(Binary::Multiply) => Flat::Product,
        Op::MultiplyAdd => Flat::ProductPlus,
        Op::MultiplySubtract => Flat::ProductMinus,
        Op::SubtractProduct => Flat::MinusProduct,
        Op::Binary(Binary::Divide) => Flat::Divide,
        Op::Unary(Unary::Negate) => Flat::Negate,
        Op::Unary(Unary::Sqrt) => Flat::Sqrt,
        Op::Unary(Unary::Abs) => Flat::Abs,
        Op::Unary(Unary::Floor) => Flat::Floor,
        Op::Binary(Binary::Min) => Flat::Min,
        Op::Binary(Binary::Max) => Flat::Max,
        Op::Binary(Binary::Less) => Flat::Less,
        Op::Binary(Binary::LessEqual) => Flat::LessEqual,
        Op::Binary(Binary::Greater) => Flat::Greater,
        Op::Binary(Binary::GreaterEqual) => Flat::GreaterEqual,
        Op::Binary(Binary::Equal) => Flat::Equal,
        Op::Binary(Binary::NotEqual) => Flat::NotEqual,
        Op::Binary(Binary::And) => Flat::And,
        Op::Binary(Binary::Or) => Flat::Or,
        Op::Unary(Unary::Not) => Flat::Not,
        Op::Unary(Unary::Exp) => Flat::Exp,
        Op::Unary(Unary::Ln) => Flat::Ln,
        Op::Select => Flat::Select,
        Op::Binary(Binary::Power) => Flat::Power,
        _ => Flat::Other,
    }
}

#[inline(always)]
fn truth(value: bool) -> f64 {
    if value { 1.0 } else { 0.0 }
}

macro_rules! interpreter {
    ($($name:ident $first:ident $second:ident)*) => {
        #[inline(always)]
        pub(super) fn interpret_body<const W: usize>(tape: &Tape, registers: &mut [[f64; W]]) {
            assert!(tape.registers <= registers.len());
            let registers = registers.as_mut_ptr();
            // SAFETY: every register of the tape is below `tape.registers`, which was just compared with the number there are.
            let at = |index: u16| unsafe { &*registers.add(index as usize) };
            for i in &tape.code {
                let (a, b, c) = (at(i.a), at(i.b), at(i.c));
                // Stored in each arm: a value that left its arm would go through memory twice.
                let put = |value: [f64; W]| {
                    // SAFETY: as above; no reference from `at` is used after this write.
                    unsafe { *registers.add(i.to as usize) = value };
                };
                match i.op {
                    Flat::Sum => put(each!(l => a[l] + b[l])),
                    Flat::Difference => put(each!(l => a[l] - b[l])),
                    Flat::Product => put(each!(l => a[l] * b[l])),
                    Flat::ProductPlus => put(each!(l => a[l] * b[l] + c[l])),
                    Flat::ProductMinus => put(each!(l => a[l] * b[l] - c[l])),
                    Flat::MinusProduct => put(each!(l => c[l] - a[l] * b[l])),
                    Flat::Divide => put(each!(l => a[l] / b[l])),
                    Flat::Negate => put(each!(l => -a[l])),
                    Flat::Sqrt => put(each!(l => a[l].sqrt())),
                    Flat::Abs => put(each!(l => a[l].abs())),
                    Flat::Floor => put(each!(l => a[l].floor())),
                    Flat::Min => put(each!(l => a[l].min(b[l]))),
                    Flat::Max => put(each!(l => a[l].max(b[l]))),
                    Flat::Less => put(each!(l => truth(a[l] < b[l]))),
                    Flat::LessEqual => put(each!(l => truth(a[l] <= b[l]))),
                    Flat::Greater => put(each!(l => truth(a[l] > b[l]))),
                    Flat::GreaterEqual => put(each!(l => truth(a[l] >= b[l]))),
                    Flat::Equal => put(each!(l => truth(a[l] == b[l]))),
                    Flat::NotEqual => put(each!(l => truth(a[l] != b[l]))),
                    // Lazy operators would be branches between the lanes.
                    Flat::And => put(each!(l => truth((a[l] != 0.0) & (b[l] != 0.0)))),
                    Flat::Or => put(each!(l => truth((a[l] != 0.0) | (b[l] != 0.0)))),
                    Flat::Not => put(each!(l => truth(a[l] == 0.0))),
                    Flat::Exp => put(exponentials(a)),
                    Flat::Ln => put(logarithms(a)),
                    Flat::Select => put(each!(l => if a[l] != 0.0 { b[l] } else { c[l] })),
                    Flat::Power => put(powers(a, b)),
                    Flat::Other => {
                        let op = tape.others[i.d as usize];
                        put(each!(l => op.apply(a[l], b[l], c[l])));
                    }
                    $(Flat::$name => {
                        let (d, e) = (at(i.d), at(i.e));
                        put(each!(l => {
                            let x = first(First::$first, a[l], b[l], c[l]);
                            second(Second::$second, x, d[l], e[l])
                        }));
                    })*
                }
            }
        }
    };
}
for_all_pairs!(interpreter);
