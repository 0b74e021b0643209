//! `[predation]`: rates of killing per prey cell become named expressions.

use super::pattern::Pattern;
use super::{named, unread};
use crate::document::{Document, Entry, Expression, Form, PredationTable, Reader, Span, Words};

const CODE: &str = "M0522";

/// Adds a `let` of its name for every table.
pub(super) fn write_out(reader: &mut Reader<'_>, document: &mut Document) {
    for entry in std::mem::take(&mut document.predation).0 {
        // A form that could not be read has been refused already.
        if entry.value.form.span == Span::default() || !own_keys(reader, &entry) {
            document.lets.0.push(unread(&entry.name, entry.span));
            continue;
        }
        let table = &entry.value;
        let mut pattern = Pattern::at(table.form.span);
        pattern.put("e", &table.predator);
        pattern.put("t", &table.prey);
        pattern.put("rate", &table.rate);
        pattern.put_or("half", table.half.as_ref(), 1.0);
        pattern.put_or(
            "own",
            table.half_predator.as_ref().or(table.half.as_ref()),
            1.0,
        );
        pattern.put_or("power", table.exponent.as_ref(), 1.0);
        // Ratios are written so that no cell at all gives 0, not 0 / 0.
        let mut text = match table.form.value {
            Form::MassAction => "rate * e",
            Form::Saturating => "rate * e / (half + t)",
            Form::RatioDependent => "rate * if(e > 0, 1 / (1 + half * (t / e)), 0)",
            Form::DoubleSaturation => "rate * e / (1 + e / own + t / half)",
            Form::PowerRatio => "rate * if(e > 0, 1 / (1 + half * (t / e) ^ power), 0)",
        }
        .to_owned();
        for (index, own) in table.suppressed.items.iter().enumerate() {
            pattern.put(format!("by{index}"), &own.by);
            pattern.put(format!("half{index}"), &own.half);
            pattern.put_or(format!("power{index}"), own.power.as_ref(), 1.0);
            text += &if own.power.is_some() {
                format!(" / (1 + (by{index} / half{index}) ^ power{index})")
            } else {
                format!(" / (1 + by{index} / half{index})")
            };
        }
        let value = pattern.fill(&text);
        document.lets.0.push(named(&entry.name, entry.span, value));
    }
}

/// Whether the keys are those of the form.
fn own_keys(reader: &mut Reader<'_>, entry: &Entry<PredationTable>) -> bool {
    let table = &entry.value;
    let form = table.form.value;
    let found = Form::WORDS.iter().find(|(_, own)| *own == form);
    let word = found.map_or("", |(word, _)| *word);
    let saturates = form != Form::MassAction;
    let keys: [(&str, Option<&Expression>, bool, bool); 3] = [
        ("half", table.half.as_ref(), saturates, saturates),
        (
            "half_predator",
            table.half_predator.as_ref(),
            form == Form::DoubleSaturation,
            false,
        ),
        (
            "exponent",
            table.exponent.as_ref(),
            form == Form::PowerRatio,
            form == Form::PowerRatio,
        ),
    ];
    let what = format!("form \"{word}\"");
    super::check_keys(reader, CODE, &what, entry.span, &keys)
}
