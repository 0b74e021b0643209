//! Units as unit definitions.

use std::collections::BTreeMap;

use super::page::{Page, attribute, number};
use crate::sbml::unit::WORDS;
use crate::unit::{WHOLE, parse};

/// Unit definitions in the making, by the text of the unit.
#[derive(Debug, Default)]
pub(super) struct Units {
    known: BTreeMap<String, Option<Defined>>,
}

/// Identifier and base units of a unit.
#[derive(Debug, Clone)]
struct Defined {
    id: String,
    parts: Vec<Part>,
}

/// `(multiplier kind)^exponent`
#[derive(Debug, Clone)]
struct Part {
    kind: &'static str,
    multiplier: f64,
    exponent: f64,
}

impl Units {
    /// ` units="per_day"`, or nothing for a unit that SBML has no words for.
    pub(super) fn attribute(&mut self, name: &str, text: &str) -> String {
        self.define(text)
            .map_or_else(String::new, |own| attribute(name, &own.id))
    }

    /// The same for a species, whose unit must be a substance, a mass or none.
    pub(super) fn of_species(&mut self, text: &str) -> String {
        let own = self.define(text);
        let legal = own.as_ref().is_some_and(|own| match own.parts.as_slice() {
            [] => true,
            [one] => one.exponent == 1.0 && ["item", "mole", "gram"].contains(&one.kind),
            _ => false,
        });
        if legal {
            self.attribute("substanceUnits", text)
        } else {
            String::new()
        }
    }

    fn define(&mut self, text: &str) -> Option<Defined> {
        if !self.known.contains_key(text) {
            let mut defined = defined(text);
            if let Some(own) = &mut defined {
                let ids = || self.known.values().flatten().map(|known| known.id.as_str());
                let (plain, mut number) = (own.id.clone(), 2);
                while own.id != "dimensionless" && ids().any(|id| id == own.id) {
                    own.id = format!("{plain}_{number}");
                    number += 1;
                }
            }
            self.known.insert(text.to_owned(), defined);
        }
        self.known.get(text).cloned().flatten()
    }

    /// Writes the definitions.
    pub(super) fn write(&self, page: &mut Page) {
        page.list("listOfUnitDefinitions", |page| {
            for own in self.known.values().flatten() {
                if own.parts.is_empty() {
                    continue;
                }
                page.element("unitDefinition", &attribute("id", &own.id), |page| {
                    page.list("listOfUnits", |page| {
                        for part in &own.parts {
                            page.line(&format!(
                                "<unit kind=\"{}\" exponent=\"{}\" scale=\"0\" multiplier=\"{}\"/>",
                                part.kind,
                                number(part.exponent),
                                number(part.multiplier)
                            ));
                        }
                    });
                });
            }
        });
    }
}

/// A unit of the language in base units; nothing if a word of it has no meaning in SBML.
fn defined(text: &str) -> Option<Defined> {
    let unit = parse(text).ok()?;
    if unit.is_none() {
        let id = "dimensionless".to_owned();
        let parts = Vec::new();
        return Some(Defined { id, parts });
    }
    let (mut above, mut below, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (word, power) in unit.words() {
        let exponent = f64::from(power) / f64::from(WHOLE);
        base(word, exponent, &mut parts)?;
        let size = exponent.abs();
        let name = match number(size).replace('.', "_") {
            one if one == "1" => word.to_owned(),
            size => format!("{word}{size}"),
        };
        if exponent > 0.0 {
            above.push(name);
        } else {
            below.push(format!("per_{name}"));
        }
    }
    above.append(&mut below);
    let id = format!("unit_{}", above.join("_"));
    Some(Defined { id, parts })
}

/// Adds the base units of a word.
fn base(word: &str, exponent: f64, parts: &mut Vec<Part>) -> Option<()> {
    let mut add = |word: &str, exponent: f64| {
        let (kind, multiplier, _) = WORDS.iter().find(|(_, _, own)| *own == word)?;
        parts.push(Part {
            kind,
            multiplier: *multiplier,
            exponent,
        });
        Some(())
    };
    if let Some(length) = word.strip_suffix('3') {
        return add(length, 3.0 * exponent);
    }
    if let Some(prefix) = word.strip_suffix('M') {
        add(&format!("{prefix}mol"), exponent)?;
        return add("l", -exponent);
    }
    add(word, exponent)
}
