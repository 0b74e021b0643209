//! The formulas of combination surfaces. Words: `E0`, and for drug i its dose `di`, effect `Ei`, half dose `Ci`, slope `hi`.

use super::named;
use super::pattern::Pattern;
use crate::document::{Entry, LetValue, Span};

/// Newton steps of [`loewe`]: enough for 1e-12 where no slope is more than ten times another.
const STEPS: usize = 8;

/// Whose surface it is, and of how many drugs.
pub(super) struct Own<'n> {
    pub name: &'n str,
    pub span: Span,
    pub count: usize,
}

type Lets = Vec<Entry<LetValue>>;

impl Own<'_> {
    fn numbers(&self) -> std::ops::RangeInclusive<usize> {
        1..=self.count
    }

    /// `text` for every drug, with `#` as its number, joined.
    fn each(&self, text: &str, between: &str) -> String {
        let all = self
            .numbers()
            .map(|number| text.replace('#', &number.to_string()));
        all.collect::<Vec<_>>().join(between)
    }

    /// Adds `NAME_what` and lets `what` stand for it.
    fn part(&self, lets: &mut Lets, pattern: &mut Pattern, what: &str, text: &str) {
        let name = format!("{}_{what}", self.name);
        lets.push(named(&name, self.span, pattern.fill(text)));
        pattern.name(what, name);
    }

    /// The curve of each drug alone as `NAME_alone1`, ...
    fn curves(&self, pattern: &mut Pattern) -> Lets {
        let mut lets = Vec::new();
        for number in self.numbers() {
            let curve = format!("E0 + (E{number} - E0) * hill(d{number}, C{number}, h{number})");
            self.part(&mut lets, pattern, &format!("alone{number}"), &curve);
        }
        lets
    }

    fn whole(&self, mut lets: Lets, pattern: &Pattern, text: &str) -> Lets {
        lets.push(named(self.name, self.span, pattern.fill(text)));
        lets
    }
}

/// E0 times the product of Ei(di) / E0.
pub(super) fn bliss(own: &Own<'_>, pattern: &mut Pattern) -> Lets {
    let lets = own.curves(pattern);
    let left = own.each("alone# / E0", " * ");
    own.whole(lets, pattern, &format!("E0 * ({left})"))
}

/// E0 plus the sum of Ei(di) - E0.
pub(super) fn additive(own: &Own<'_>, pattern: &mut Pattern) -> Lets {
    let lets = own.curves(pattern);
    let sum = own.each("(alone# - E0)", " + ");
    own.whole(lets, pattern, &format!("E0 + {sum}"))
}

/// The Ei(di) that is farthest from E0; the first of equals.
pub(super) fn hsa(own: &Own<'_>, pattern: &mut Pattern) -> Lets {
    let lets = own.curves(pattern);
    let size = |number: usize| format!("abs(alone{number} - E0)");
    let mut text = format!("alone{}", own.count);
    let mut largest = size(own.count);
    for number in (1..own.count).rev() {
        text = format!("if({} >= {largest}, alone{number}, {text})", size(number));
        largest = format!("max({}, {largest})", size(number));
    }
    own.whole(lets, pattern, &text)
}

/// Loewe additivity of drugs of one slope: doses in units of their half doses are added.
pub(super) fn loewe_of_equal_slopes(own: &Own<'_>, pattern: &mut Pattern) -> Lets {
    let mut lets = Vec::new();
    own.part(&mut lets, pattern, "dose", &own.each("d# / C#", " + "));
    own.part(&mut lets, pattern, "occupancy", "hill(dose, 1, h1)");
    // The share of each drug in the sum; at the smallest doses the floor of it does not matter.
    let mean = own.each("(E# - E0) * d# / C#", " + ");
    own.whole(
        lets,
        pattern,
        &format!("E0 + occupancy * ({mean}) / max(dose, 1e-300)"),
    )
}

/// Generalised Loewe additivity (Van der Borght et al. 2017, doi:10.1038/s41598-017-18068-5): the odds v of occupancy solve
/// sum of xi v^(-1/hi) = 1, with xi = di / Ci; the terms at the solution are the shares of the drugs in the effect.
///
/// In z = ln v, the logarithm of that sum is convex and falls, so Newton's method from the left, where the largest term alone is 1,
/// never overshoots. Steps are written out, so that derivatives of the last one are those of the solution.
pub(super) fn loewe(own: &Own<'_>, pattern: &mut Pattern) -> Lets {
    let mut lets = Vec::new();
    for number in own.numbers() {
        // The floor keeps logarithms finite; it changes the effect by less than 1e-18 of its span down to slopes of 0.3.
        let text = format!("max(d{number} / C{number}, 1e-60)");
        own.part(&mut lets, pattern, &format!("x{number}"), &text);
    }
    let mut start = "x1 ^ h1".to_owned();
    for number in 2..=own.count {
        start = format!("max({start}, x{number} ^ h{number})");
    }
    own.part(
        &mut lets,
        pattern,
        "odds0",
        &format!("max({start}, 1e-300)"),
    );
    for step in 1..=STEPS {
        let before = format!("odds{}", step - 1);
        let sum = own.each(&format!("x# * {before} ^ (-1 / h#)"), " + ");
        let slope = own.each(&format!("x# * {before} ^ (-1 / h#) / h#"), " + ");
        let text = format!("max({before} * exp(ln({sum}) * ({sum}) / ({slope})), 1e-300)");
        own.part(&mut lets, pattern, &format!("odds{step}"), &text);
    }
    let last = format!("odds{STEPS}");
    let mean = own.each(&format!("(E# - E0) * x# * {last} ^ (-1 / h#)"), " + ");
    own.whole(
        lets,
        pattern,
        &format!("E0 + {last} / (1 + {last}) * ({mean})"),
    )
}

/// The `musyc` surface (Wooten et al. 2021, doi:10.1038/s41467-021-24789-z): the mean of E0, E1, E2, E3 over cells that are free, under drug 1, under drug 2
/// and under both, at rest between these states, with equal rates of return.
pub(super) fn musyc(own: &Own<'_>, pattern: &mut Pattern) -> Lets {
    let mut lets = Vec::new();
    for (what, text) in [
        ("to1", "(d1 / C1) ^ h1"),
        ("to2", "(d2 / C2) ^ h2"),
        ("to1under2", "(alpha21 * d1 / C1) ^ (gamma21 * h1)"),
        ("to2under1", "(alpha12 * d2 / C2) ^ (gamma12 * h2)"),
    ] {
        own.part(&mut lets, pattern, what, text);
    }
    for (what, text) in [
        ("free", "2 + to1under2 + to2under1"),
        ("under1", "to1 * (2 + to1under2) + to2 * to1under2"),
        ("under2", "to2 * (2 + to2under1) + to1 * to2under1"),
        (
            "under12",
            "to1 * to2under1 * (1 + to1under2) + to2 * to1under2 * (1 + to2under1)",
        ),
    ] {
        own.part(&mut lets, pattern, what, text);
    }
    let text = "(E0 * free + E1 * under1 + E2 * under2 + both * under12) / (free + under1 + under2 + under12)";
    own.whole(lets, pattern, text)
}
