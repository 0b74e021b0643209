//! Units of SBML as the words of the model language.

use std::collections::BTreeMap;

use super::xml::File;
use roxmltree::Node;

/// Unit definitions by identifier, as text.
pub(super) type Units = BTreeMap<String, String>;

/// The unit definitions of a model; those that the language has no word for are left out.
pub(super) fn definitions(file: &mut File<'_>, model: Node<'_, '_>) -> Units {
    let mut units = Units::new();
    for own in file.list(model, "listOfUnitDefinitions", "unitDefinition") {
        let mut parts = Vec::new();
        for part in file.list(own, "listOfUnits", "unit") {
            let of = |value: Option<f64>, missing| value.unwrap_or(missing);
            let exponent = of(file.number(part, "exponent"), 1.0);
            let scale = of(file.number(part, "scale"), 0.0);
            let multiplier = of(file.number(part, "multiplier"), 1.0);
            parts
                .push(word(part.attribute("kind"), scale, multiplier).map(|word| (word, exponent)));
        }
        let text = parts
            .into_iter()
            .collect::<Option<Vec<_>>>()
            .map(|parts| product(&parts));
        if let (Some(id), Some(text)) = (own.attribute("id"), text) {
            units.insert(id.to_owned(), text);
        }
    }
    units
}

/// The text of a unit attribute; `1` where there is none or none that can be said.
pub(super) fn of(unit: Option<&str>, units: &Units) -> String {
    let Some(id) = unit.map(str::trim) else {
        return "1".to_owned();
    };
    (units.get(id).cloned())
        .or_else(|| word(Some(id), 0.0, 1.0).map(str::to_owned))
        .unwrap_or_else(|| "1".to_owned())
}

/// The unit of time: seconds by default in Level 2, none in Level 3.
pub(super) fn time(level: u32, model: Node<'_, '_>, units: &Units) -> String {
    let stated = match model.attribute("timeUnits") {
        Some(id) => of(Some(id), units),
        None if level == 2 => units
            .get("time")
            .cloned()
            .unwrap_or_else(|| "second".to_owned()),
        None => "1".to_owned(),
    };
    let known = ["second", "minute", "hour", "day", "week", "month", "year"];
    if known.contains(&stated.as_str()) {
        stated
    } else {
        "1".to_owned()
    }
}

/// Base unit of SBML, factor, and the word of the language.
pub(super) const WORDS: [(&str, f64, &str); 28] = [
    ("item", 1.0, "cells"),
    ("second", 1.0, "second"),
    ("second", 60.0, "minute"),
    ("second", 3600.0, "hour"),
    ("second", 86_400.0, "day"),
    ("second", 604_800.0, "week"),
    ("second", 2_629_800.0, "month"),
    ("second", 31_557_600.0, "year"),
    ("litre", 1.0, "l"),
    ("litre", 1e-1, "dl"),
    ("litre", 1e-3, "ml"),
    ("litre", 1e-6, "ul"),
    ("mole", 1.0, "mol"),
    ("mole", 1e-3, "mmol"),
    ("mole", 1e-6, "umol"),
    ("mole", 1e-9, "nmol"),
    ("mole", 1e-12, "pmol"),
    ("mole", 1e-15, "fmol"),
    ("gram", 1e3, "kg"),
    ("gram", 1.0, "g"),
    ("gram", 1e-3, "mg"),
    ("gram", 1e-6, "ug"),
    ("gram", 1e-9, "ng"),
    ("gram", 1e-12, "pg"),
    ("metre", 1.0, "m"),
    ("metre", 1e-2, "cm"),
    ("metre", 1e-3, "mm"),
    ("metre", 1e-6, "um"),
];

/// The word for a base unit with prefix and factor.
fn word(kind: Option<&str>, scale: f64, multiplier: f64) -> Option<&'static str> {
    let factor = multiplier * libm::pow(10.0, scale);
    let is = |wanted: f64| (factor - wanted).abs() <= 1e-9 * wanted;
    if kind? == "dimensionless" {
        return is(1.0).then_some("1");
    }
    WORDS
        .iter()
        .find(|(own, size, _)| Some(*own) == kind && is(*size))
        .map(|(_, _, word)| *word)
}

/// `mol/(l*day)`
fn product(parts: &[(&'static str, f64)]) -> String {
    let side = |sign: f64| -> Vec<String> {
        let own = parts
            .iter()
            .filter(|(word, power)| *word != "1" && power * sign > 0.0);
        own.map(|(word, power)| match power.abs() {
            1.0 => (*word).to_owned(),
            power => format!("{word}^{power}"),
        })
        .collect()
    };
    let (top, bottom) = (side(1.0), side(-1.0));
    let top = if top.is_empty() {
        "1".to_owned()
    } else {
        top.join("*")
    };
    match bottom.len() {
        0 => top,
        1 => format!("{top}/{}", bottom[0]),
        _ => format!("{top}/({})", bottom.join("*")),
    }
}
