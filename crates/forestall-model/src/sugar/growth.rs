//! `growth` of populations: laws become births and deaths.

use super::pattern::Pattern;
use crate::document::{
    Crowding, Document, Entry, Expression, GrowthTable, Law, PopulationTable, Reader, Span, Words,
};
use crate::syntax::{Node, Part};
use crate::{Binary, document::CompetitionTable};
use forestall_base::Diagnostic;

const CODE: &str = "M0523";

/// Writes births and deaths for every population with a law.
pub(super) fn write_out(reader: &mut Reader<'_>, document: &mut Document) {
    for entry in &mut document.population.0 {
        let Some(growth) = entry.value.growth.take() else {
            continue;
        };
        // A law that could not be read has been refused already.
        if growth.law.span != Span::default()
            && allowed(reader, entry, &growth, document.competition.as_ref())
        {
            channels(entry, &growth);
        }
    }
}

/// Whether the keys are those of the law, and nothing else slows or gives births.
fn allowed(
    reader: &mut Reader<'_>,
    entry: &Entry<PopulationTable>,
    growth: &GrowthTable,
    competition: Option<&CompetitionTable>,
) -> bool {
    let law = growth.law.value;
    let found = Law::WORDS.iter().find(|(_, own)| *own == law);
    let word = found.map_or("", |(word, _)| *word);
    let what = format!("law \"{word}\"");
    let limited = matches!(
        law,
        Law::Logistic | Law::GeneralisedLogistic | Law::Gompertz
    );
    let (generalised, power) = (law == Law::GeneralisedLogistic, law == Law::Power);
    let keys = [
        ("capacity", growth.capacity.as_ref(), limited, limited),
        (
            "exponent",
            growth.exponent.as_ref(),
            generalised || power || law == Law::Bertalanffy,
            generalised || power,
        ),
        (
            "loss",
            growth.loss.as_ref(),
            law == Law::Bertalanffy,
            law == Law::Bertalanffy,
        ),
        (
            "total",
            growth.total.as_ref(),
            law != Law::Exponential,
            false,
        ),
    ];
    let mut fits = super::check_keys(reader, CODE, &what, growth.at, &keys);
    if let (Some(crowding), false) = (&growth.crowding, law == Law::Logistic || generalised) {
        let note = Diagnostic::error(CODE, format!("{what} has no \"crowding\""));
        reader.note(crowding.span, note.help("delete it"));
        fits = false;
    }
    if let Some(birth) = &entry.value.birth {
        let message = format!(
            "[population.{}] has both \"birth\" and \"growth\"",
            entry.name
        );
        let note = Diagnostic::error(CODE, message).expected("one of them");
        reader.note(birth.token, note);
        fits = false;
    }
    let competes = |table: &CompetitionTable| match &table.populations {
        None => true,
        Some(list) => list.items.iter().any(|own| own.value == entry.name),
    };
    if limited && competition.is_some_and(competes) {
        let message = format!(
            "{} is slowed by its law of growth and by [competition]",
            entry.name
        );
        let note = Diagnostic::error(CODE, message).help(
            "take one of them: \"total\" is what the law counts, \"populations\" of [competition] is who competes",
        );
        reader.note(growth.law.span, note);
        fits = false;
    }
    fits
}

/// Births and deaths of the law.
fn channels(entry: &mut Entry<PopulationTable>, growth: &GrowthTable) {
    let mut pattern = Pattern::at(growth.law.span);
    pattern.put("r", &growth.rate);
    match &growth.total {
        Some(total) => pattern.put("n", total),
        None => pattern.name("n", &entry.name),
    }
    pattern.put_or("k", growth.capacity.as_ref(), 1.0);
    pattern.put_or("e", growth.exponent.as_ref(), 2.0 / 3.0);
    pattern.put_or("loss", growth.loss.as_ref(), 0.0);
    less_one(&mut pattern, growth.exponent.as_ref());
    let deaths = matches!(&growth.crowding, Some(word) if word.value == Crowding::Deaths);
    let (birth, death) = match (growth.law.value, deaths) {
        (Law::Exponential, _) => ("r", None),
        (Law::Logistic, false) => ("r * (1 - n / k)", None),
        (Law::Logistic, true) => ("r", Some("r * (n / k)")),
        (Law::GeneralisedLogistic, false) => ("r * (1 - (n / k) ^ e)", None),
        (Law::GeneralisedLogistic, true) => ("r", Some("r * (n / k) ^ e")),
        (Law::Gompertz, _) => ("if(n > 0, r * ln(k / n), 0)", None),
        (Law::Power, _) => ("if(n > 0, r * n ^ less, 0)", None),
        (Law::Bertalanffy, _) => ("if(n > 0, r * n ^ less, 0)", Some("loss")),
    };
    let table = &mut entry.value;
    table.birth = Some(pattern.fill(birth));
    if let Some(death) = death {
        let own = match &table.death {
            Some(declared) => {
                pattern.put("declared", declared);
                pattern.fill(&format!("declared + {death}"))
            }
            None => pattern.fill(death),
        };
        table.death = Some(own);
    }
}

/// `less` stands for the exponent minus 1: a number where it is one, so that units can be powers of it.
fn less_one(pattern: &mut Pattern, exponent: Option<&Expression>) {
    let Some(exponent) = exponent else {
        pattern.put_or("less", None, -1.0 / 3.0);
        return;
    };
    let tree = exponent.tree.as_ref().map(|tree| match tree.ratio() {
        Some(x) => Node::number(x - 1.0),
        None => Node::made(Part::Binary(
            Binary::Subtract,
            Box::new((tree.clone(), Node::number(1.0))),
        )),
    });
    pattern.put(
        "less",
        &Expression {
            tree,
            token: exponent.token,
        },
    );
}
