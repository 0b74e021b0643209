//! Which assay a page shows, and what its axis is called.

use forestall_model::Core;
use forestall_report::Quantity;

use crate::cli::fit_folder::FitFolder;

/// The assay with the most readings (the first of them in the order of the model), by index.
pub(super) fn shown_assay(folder: &FitFolder) -> usize {
    let mut counts = vec![0_usize; folder.core.assays.len()];
    for reading in folder.records.iter().flat_map(|p| &p.readings) {
        if let Some(count) = counts.get_mut(reading.assay) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    counts.iter().position(|&c| c == most).unwrap_or(0)
}

/// Name and unit of an assay as readings have it: the unit of the model, or, where the model divides by the first or largest
/// value, the one that the column of the table names (`psa_ng_per_ml`).
pub(super) fn quantity(core: &Core, assay: usize) -> Quantity {
    let Some(own) = core.assays.get(assay) else {
        return Quantity::default();
    };
    let column = core
        .data
        .iter()
        .flat_map(|d| &d.assays)
        .find(|d| d.assay == assay)
        .map(|d| d.column.as_str());
    let (name, unit) = column.map_or((own.name.as_str(), None), |c| {
        let (name, unit) = split(c);
        (name, unit)
    });
    let unit = match (own.unit.as_str(), unit) {
        ("" | "1", Some(unit)) => unit,
        ("" | "1", None) => String::new(),
        (unit, _) => unit.to_owned(),
    };
    Quantity::new(titled(name), unit)
}

/// `psa_ng_per_ml` is `psa` in `ng/mL`.
fn split(column: &str) -> (&str, Option<String>) {
    let Some((front, below)) = column.rsplit_once("_per_") else {
        return (column, None);
    };
    let Some((name, above)) = front.rsplit_once('_') else {
        return (column, None);
    };
    let unit = |word: &str| match word {
        "ml" => "mL".to_owned(),
        "dl" => "dL".to_owned(),
        "l" => "L".to_owned(),
        "ul" => "µL".to_owned(),
        "ug" => "µg".to_owned(),
        "u" => "U".to_owned(),
        other => other.to_owned(),
    };
    (name, Some(format!("{}/{}", unit(above), unit(below))))
}

/// Short names are abbreviations (`PSA`), longer ones words (`Tumour burden`).
fn titled(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if words.chars().count() > 4 => first.to_uppercase().chain(letters).collect(),
        Some(_) => words.to_uppercase(),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_names_its_quantity_and_unit() {
        assert_eq!(split("psa_ng_per_ml"), ("psa", Some("ng/mL".to_owned())));
        assert_eq!(split("ctdna_copies_per_ml").1.as_deref(), Some("copies/mL"));
        assert_eq!(split("psa"), ("psa", None));
        assert_eq!(split("cells_per_ml"), ("cells_per_ml", None));
        assert_eq!(titled("psa"), "PSA");
        assert_eq!(titled("tumour_burden"), "Tumour burden");
    }
}
