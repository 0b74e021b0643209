//! The end of a table: what is missing in the whole, what is worth a warning.

use std::collections::BTreeSet;

use forestall_base::{Diagnostic, Diagnostics, Location, nearest};

use crate::layout::Values;
use crate::measurements::{LeftOut, Measurements};
use crate::pseudonym::pseudonym;
use crate::reader::Reader;

/// Turns what was read into the result.
pub(crate) fn close(file: &str, mut reader: Reader<'_, '_>) -> Result<Measurements, Diagnostics> {
    let missing = missing_observables(file, &reader);
    if !missing.is_empty() {
        return Err(Diagnostics(missing));
    }
    let mut notes = unknown_patients(&reader);
    notes.extend(empty_doses(&reader));
    let mapping = reader.mapping;
    let shown = |id: &str| {
        mapping
            .pseudonym_key
            .as_deref()
            .map_or_else(|| id.to_owned(), |key| pseudonym(key, id))
    };
    let mut result = std::mem::take(&mut reader.result);
    for (id, reason) in mapping
        .exclude
        .iter()
        .filter(|(id, _)| reader.excluded.contains(id))
    {
        result.excluded.push((shown(id), reason.clone()));
    }
    let read: BTreeSet<&str> = reader
        .patients
        .iter()
        .map(|patient| patient.id.as_str())
        .collect();
    for id in reader
        .without_consent
        .iter()
        .filter(|id| !read.contains(id.as_str()))
    {
        result
            .excluded
            .push((shown(id), LeftOut::NoConsent.to_string()));
    }
    let from_first = mapping.start_at_first || reader.numbers.has_dates(&reader.layout.time);
    for patient in reader.patients {
        match patient.readings() {
            0 => {
                result.excluded.push((patient.shown, LeftOut::NoReading.to_string()));
                continue;
            }
            1 => notes.push(
                Diagnostic::warning("T0101", format!("patient \"{}\" (line {}) has one reading", patient.shown, patient.line))
                    .help("one reading fixes a size, no rate; more readings are needed for a fit of one patient"),
            ),
            _ => {}
        }
        result.patients.push(patient.finish(from_first, mapping));
    }
    result.left_out = reader.left_out.into_iter().collect();
    result.notes = notes;
    if result.patients.is_empty() && !mapping.assays.is_empty() {
        return Err(no_reading(file, &result).into());
    }
    Ok(result)
}

/// The refusal of a table without rows.
pub(crate) fn header_only(heading: Location) -> Diagnostic {
    Diagnostic::error("T0007", "the table has a header and no rows")
        .at(heading)
        .expected("one row per visit below the header")
        .help("check that the whole table was exported")
}

fn no_reading(file: &str, result: &Measurements) -> Diagnostic {
    let reasons: Vec<String> = result
        .left_out
        .iter()
        .map(|(reason, rows)| format!("{reason}: {rows}"))
        .collect();
    Diagnostic::error(
        "T0008",
        format!(
            "{file}: not one reading among the {} below the header ({})",
            if result.rows == 1 {
                "1 row".to_owned()
            } else {
                format!("{} rows", result.rows)
            },
            reasons.join(", ")
        ),
    )
    .expected("at least one value of an assay")
    .help("check the columns named in [data.assay], the consent column and [data.exclude]")
}

fn missing_observables(file: &str, reader: &Reader<'_, '_>) -> Vec<Diagnostic> {
    if matches!(reader.layout.values, Values::Wide(_)) {
        return Vec::new();
    }
    let present: Vec<&str> = reader.observables.keys().map(String::as_str).collect();
    let absent = reader
        .mapping
        .assays
        .iter()
        .filter(|assay| !present.contains(&assay.column.as_str()));
    absent
        .map(|assay| {
            let shown = present
                .iter()
                .take(20)
                .copied()
                .collect::<Vec<_>>()
                .join(", ");
            let refusal = Diagnostic::error(
                "T0015",
                format!(
                    "{file}: no row has the observable \"{}\" (the assay \"{}\")",
                    assay.column, assay.name
                ),
            )
            .expected(if present.len() == 1 {
                format!("{shown}, the only observable")
            } else {
                format!("one of {shown}")
            });
            match nearest(&assay.column, present.iter().copied()) {
                Some(near) => refusal.help(format!("did you mean \"{near}\"?")),
                None => refusal.help("name the observable in [data.assay]"),
            }
        })
        .collect()
}

/// Names in the mapping that no row has. The identifiers come from the mapping, so they may be shown.
fn unknown_patients(reader: &Reader<'_, '_>) -> Vec<Diagnostic> {
    let mut known: Vec<&str> = reader
        .patients
        .iter()
        .map(|patient| patient.id.as_str())
        .collect();
    known.extend(
        reader
            .excluded
            .iter()
            .chain(&reader.without_consent)
            .map(String::as_str),
    );
    let open = reader.mapping.pseudonym_key.is_none();
    let warn = |id: &str, place: &str| {
        if known.contains(&id) {
            return None;
        }
        let warning = Diagnostic::warning(
            "T0102",
            format!("{place} names the patient \"{id}\", who is not in the table"),
        );
        Some(match nearest(id, known.iter().copied()).filter(|_| open) {
            Some(near) => warning.help(format!("did you mean \"{near}\"?")),
            None => {
                warning.help("identifiers are compared letter by letter, leading zeros included")
            }
        })
    };
    let excluded = reader
        .mapping
        .exclude
        .iter()
        .filter_map(|(id, _)| warn(id, "[data.exclude]"));
    let divided = reader.mapping.assays.iter().flat_map(|assay| {
        let place = format!("the divisor of [data.assay.{}]", assay.name);
        assay
            .divisors
            .iter()
            .filter_map(|(id, _)| warn(id, &place))
            .collect::<Vec<_>>()
    });
    excluded.chain(divided).collect()
}

fn empty_doses(reader: &Reader<'_, '_>) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    for (bound, drug) in reader.layout.drugs.iter().zip(&reader.mapping.drugs) {
        for (name, &column) in bound.names.iter().zip(&bound.columns) {
            let cells = reader.numbers.empty[column];
            if cells > 0 {
                let cells = if cells == 1 {
                    "1 empty cell".to_owned()
                } else {
                    format!("{cells} empty cells")
                };
                notes.push(
                    Diagnostic::warning("T0103", format!("{cells} of the column \"{name}\" read as no dose of the drug \"{}\"", drug.name))
                        .help("write 0 where a drug was not given, so that a gap in the record can be told from it"),
                );
            }
        }
    }
    notes
}
