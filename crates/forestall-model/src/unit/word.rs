//! The words that units are made of.

use super::{Unit, WHOLE};
use std::borrow::Cow;

/// Words for spans of time: canonical word, other forms, seconds.
pub(super) const TIMES: [(&str, &[&str], f64); 7] = [
    ("second", &["seconds", "sec", "s"], 1.0),
    ("minute", &["minutes", "min"], 60.0),
    ("hour", &["hours", "hr", "h"], 3600.0),
    ("day", &["days", "d"], 86_400.0),
    ("week", &["weeks", "wk"], 604_800.0),
    ("month", &["months"], 2_629_800.0),
    ("year", &["years", "yr"], 31_557_600.0),
];

/// Words with a prefix: word, powers of time, length, mass, amount, scale in s, m, g, mol.
const PREFIXED: [(&str, [i32; 4], f64); 5] = [
    ("g", [0, 0, 1, 0], 1.0),
    ("l", [0, 3, 0, 0], 1e-3),
    ("mol", [0, 0, 0, 1], 1.0),
    ("M", [0, -3, 0, 1], 1e3),
    ("m", [0, 1, 0, 0], 1.0),
];

const PREFIXES: [(&str, f64); 9] = [
    ("", 1.0),
    ("k", 1e3),
    ("d", 1e-1),
    ("c", 1e-2),
    ("m", 1e-3),
    ("u", 1e-6),
    ("n", 1e-9),
    ("p", 1e-12),
    ("f", 1e-15),
];

const VOLUMES: [(&str, f64); 3] = [("mm3", 1e-9), ("cm3", 1e-6), ("um3", 1e-18)];

/// Long words and the unit that is meant.
const LONG: [(&str, &str); 6] = [
    ("cell", "cells"),
    ("cells", "cells"),
    ("litre", "l"),
    ("liter", "l"),
    ("gram", "g"),
    ("mole", "mol"),
];

/// The canonical form of a known word.
pub(super) fn known(word: &str) -> Option<Cow<'static, str>> {
    for (canonical, forms, _) in TIMES {
        if word == canonical || forms.contains(&word) {
            return Some(Cow::Borrowed(canonical));
        }
    }
    for (long, canonical) in LONG {
        if word == long {
            return Some(Cow::Borrowed(canonical));
        }
    }
    let plain = word.replace(['\u{b5}', '\u{3bc}'], "u");
    let plain = match plain.strip_suffix('L') {
        Some(prefix) => format!("{prefix}l"),
        None => plain,
    };
    (physical(&plain).is_some()).then_some(Cow::Owned(plain))
}

/// Powers and scale of a canonical word other than a span of time.
fn physical(word: &str) -> Option<([i32; 4], f64)> {
    for (volume, scale) in VOLUMES {
        if word == volume {
            return Some(([0, 3, 0, 0], scale));
        }
    }
    for (base, powers, scale) in PREFIXED {
        let Some(prefix) = word.strip_suffix(base) else {
            continue;
        };
        if let Some((_, factor)) = PREFIXES.iter().find(|(own, _)| *own == prefix) {
            return Some((powers, factor * scale));
        }
    }
    None
}

/// What a unit measures.
#[derive(Debug, PartialEq)]
pub(super) struct Measure {
    /// Exponents of base dimensions and unknown words, sorted, without zeros, in sixtieths.
    pub dimensions: Vec<(String, i32)>,
    /// How many base units it is.
    pub scale: f64,
}

/// The dimensions and the scale of a unit.
pub(super) fn measure(unit: &Unit) -> Measure {
    let mut dimensions: Vec<(String, i32)> = Vec::new();
    let mut scale = 1.0;
    let mut add = |name: &str, power: i32| match dimensions.iter_mut().find(|(own, _)| own == name)
    {
        Some((_, sum)) => *sum += power,
        None => dimensions.push((name.to_owned(), power)),
    };
    for (word, power) in unit.words() {
        let exponent = f64::from(power) / f64::from(WHOLE);
        if let Some((_, _, seconds)) = TIMES.iter().find(|(own, _, _)| *own == word) {
            add("time", power);
            scale *= libm::pow(*seconds, exponent);
        } else if let Some((powers, factor)) = physical(word) {
            for (name, own) in ["time", "length", "mass", "amount"].iter().zip(powers) {
                add(name, own * power);
            }
            scale *= libm::pow(factor, exponent);
        } else {
            add(&format!("word {word}"), power);
        }
    }
    dimensions.retain(|(_, power)| *power != 0);
    dimensions.sort();
    Measure { dimensions, scale }
}

/// What people write for words known here.
const MEANT: [(&str, &str); 26] = [
    ("mo", "month"),
    ("mos", "months"),
    ("y", "year"),
    ("yrs", "years"),
    ("wks", "weeks"),
    ("hrs", "hours"),
    ("mins", "minutes"),
    ("secs", "seconds"),
    ("mcg", "ug"),
    ("cc", "ml"),
    ("litres", "l"),
    ("liters", "l"),
    ("milliliter", "ml"),
    ("millilitre", "ml"),
    ("grams", "g"),
    ("milligram", "mg"),
    ("microgram", "ug"),
    ("moles", "mol"),
    ("molar", "M"),
    ("millimolar", "mM"),
    ("micromolar", "uM"),
    ("nanomolar", "nM"),
    ("picomolar", "pM"),
    ("dimensionless", "1"),
    ("unitless", "1"),
    ("none", "1"),
];

/// A known word that was probably meant by `word`, which is not known.
pub(super) fn near_miss(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if let Some((_, meant)) = MEANT.iter().find(|(own, _)| *own == lower) {
        return Some((*meant).to_owned());
    }
    if known(&lower).is_some() {
        return Some(lower);
    }
    let long = TIMES
        .iter()
        .flat_map(|(canonical, forms, _)| forms.iter().chain([canonical]).copied())
        .chain(LONG.iter().map(|(long, _)| *long))
        .filter(|candidate| candidate.len() >= 4);
    let swapped = |candidate: &str| {
        let (mut a, mut b): (Vec<u8>, Vec<u8>) =
            (lower.bytes().collect(), candidate.bytes().collect());
        a.sort_unstable();
        b.sort_unstable();
        a == b
    };
    for candidate in long {
        if lower.len() >= 4 && crate::suggestion::edits(&lower, candidate) == 1 {
            return Some(candidate.to_owned());
        }
    }
    ["day", "month", "week", "year", "hour"]
        .into_iter()
        .find(|candidate| swapped(candidate))
        .map(str::to_owned)
}
