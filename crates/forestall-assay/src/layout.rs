//! Which column holds what.

use std::collections::BTreeMap;

use forestall_base::{Diagnostic, nearest};

use crate::mapping::{Mapping, RowFormula};
use crate::rows::Rows;

/// A formula whose columns have been found.
pub(crate) struct Bound<'m> {
    pub(crate) formula: &'m dyn RowFormula,
    pub(crate) names: Vec<String>,
    pub(crate) columns: Vec<usize>,
}

/// Where the values of the assays stand.
pub(crate) enum Values {
    /// One column per assay.
    Wide(Vec<usize>),
    /// The columns of a long table.
    Long {
        observable: usize,
        value: usize,
        censoring: Option<usize>,
        upper: Option<usize>,
    },
}

/// Which column holds what.
pub(crate) struct Layout<'m> {
    pub(crate) patient: usize,
    pub(crate) consent: Option<usize>,
    pub(crate) time: Bound<'m>,
    pub(crate) values: Values,
    pub(crate) assay_times: Vec<Option<Bound<'m>>>,
    pub(crate) drugs: Vec<Bound<'m>>,
    pub(crate) drug_times: Vec<Option<Bound<'m>>>,
}

/// Whose time.
#[derive(Clone, Copy)]
pub(crate) enum Clock {
    /// That of the row.
    Row,
    /// That of the reading of an assay.
    Assay(usize),
    /// That of the dose of a drug.
    Drug(usize),
}

impl<'m> Layout<'m> {
    /// The formula of a time: the assay's or drug's own, else that of the row.
    pub(crate) fn clock(&self, clock: Clock) -> &Bound<'m> {
        let own = match clock {
            Clock::Row => None,
            Clock::Assay(assay) => self.assay_times[assay].as_ref(),
            Clock::Drug(drug) => self.drug_times[drug].as_ref(),
        };
        own.unwrap_or(&self.time)
    }
}

/// Finds every column that the mapping names, or says which are missing.
pub(crate) fn layout<'m>(
    rows: &Rows<'_>,
    names: &[String],
    mapping: &'m Mapping,
) -> Result<Layout<'m>, Vec<Diagnostic>> {
    let mut finder = Finder {
        names,
        rows,
        missing: Vec::new(),
    };
    let mut errors = duplicates(names, rows);
    let patient = finder.find(&mapping.patient, "the patient");
    let time = finder.bind(mapping.time.as_ref(), "the time");
    let position = |name: &str| names.iter().position(|other| other == name);
    let wide = mapping
        .assays
        .iter()
        .any(|assay| position(&assay.column).is_some());
    let values = match (wide, position("observable"), position("value")) {
        (false, Some(observable), Some(value)) => Values::Long {
            observable,
            value,
            censoring: position("censoring"),
            upper: position("upper"),
        },
        _ => Values::Wide(
            mapping
                .assays
                .iter()
                .map(|assay| finder.find(&assay.column, &format!("the assay \"{}\"", assay.name)))
                .collect(),
        ),
    };
    let assay_times = mapping
        .assays
        .iter()
        .map(|assay| {
            let purpose = format!("the time of the assay \"{}\"", assay.name);
            assay
                .time
                .as_ref()
                .map(|formula| finder.bind(formula.as_ref(), &purpose))
        })
        .collect();
    let (mut drugs, mut drug_times) = (Vec::new(), Vec::new());
    for drug in &mapping.drugs {
        drugs.push(finder.bind(drug.value.as_ref(), &format!("the drug \"{}\"", drug.name)));
        let purpose = format!("the time of the drug \"{}\"", drug.name);
        drug_times.push(
            drug.time
                .as_ref()
                .map(|formula| finder.bind(formula.as_ref(), &purpose)),
        );
    }
    errors.extend(finder.missing);
    if errors.is_empty() {
        let consent = position("consent");
        Ok(Layout {
            patient,
            consent,
            time,
            values,
            assay_times,
            drugs,
            drug_times,
        })
    } else {
        Err(errors)
    }
}

struct Finder<'n, 'a> {
    names: &'n [String],
    rows: &'n Rows<'a>,
    missing: Vec<Diagnostic>,
}

impl Finder<'_, '_> {
    /// Index of a column; 0 with a diagnostic if it is not there.
    fn find(&mut self, name: &str, purpose: &str) -> usize {
        if let Some(at) = self.names.iter().position(|other| other == name) {
            return at;
        }
        let present: Vec<&str> = self
            .names
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty())
            .collect();
        let shown = present
            .iter()
            .take(20)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let expected = match present.len() {
            1 => format!("{shown}, the only column"),
            2..=20 => format!("one of {shown}"),
            _ => format!("one of {shown}, ..."),
        };
        let message = format!("there is no column \"{name}\" ({purpose})");
        if self.missing.iter().any(|other| {
            other
                .message
                .starts_with(&format!("there is no column \"{name}\""))
        }) {
            return 0;
        }
        let missing = Diagnostic::error("T0011", message).expected(expected);
        let near = nearest(name, present.iter().copied());
        let near_column = near.and_then(|near| self.names.iter().position(|other| other == near));
        let help = match near {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if present.iter().any(|name| name.parse::<f64>().is_ok()) => {
                "the first line holds numbers: put a header with column names above it".to_owned()
            }
            None if present.len() == 1 => {
                "the header has one column: separate columns by commas, semicolons or tabs"
                    .to_owned()
            }
            None => format!(
                "name the right column in [data]; the table was read with the {} as delimiter",
                self.rows.delimiter()
            ),
        };
        let missing = missing
            .at(self.rows.heading(self.names, near_column))
            .help(help);
        self.missing.push(missing);
        0
    }

    fn bind<'m>(&mut self, formula: &'m dyn RowFormula, purpose: &str) -> Bound<'m> {
        let names = formula.names();
        let columns = names.iter().map(|name| self.find(name, purpose)).collect();
        Bound {
            formula,
            names,
            columns,
        }
    }
}

fn duplicates(names: &[String], rows: &Rows<'_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (column, name) in names
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
    {
        if let Some(&before) = first.get(name.as_str()) {
            found.push(
                Diagnostic::error(
                    "T0010",
                    format!(
                        "two columns are called \"{name}\", columns {} and {}",
                        before + 1,
                        column + 1
                    ),
                )
                .at(rows.heading(names, Some(column)))
                .expected("every column name once")
                .help("rename or remove one of them"),
            );
        } else {
            first.insert(name, column);
        }
    }
    found
}
