//! From a model's `[data]` section and a file to patients.

use std::path::Path;

use forestall_assay::{
    AssayColumn, DrugColumn, Mapping, Measurements, RowFormula, TextMeaning as AssayText,
    read_measurements,
};
use forestall_base::{Diagnostic, Diagnostics};
use forestall_model::{Core, Data, Formula, TextMeaning};

/// A formula of the model language over the columns of a table.
struct Columns(Formula);

impl RowFormula for Columns {
    fn names(&self) -> Vec<String> {
        self.0.names().to_vec()
    }

    fn evaluate(&self, cell: &dyn Fn(&str) -> Option<f64>) -> f64 {
        self.0.evaluate(cell)
    }
}

fn formula(text: &str) -> Result<Box<dyn RowFormula>, Diagnostics> {
    Ok(Box::new(Columns(
        Formula::parse(text).map_err(Diagnostics::from)?,
    )))
}

/// The length of a day in the model's unit of time, for tables with dates.
fn day_in(unit: &str) -> f64 {
    match unit {
        "second" => 86_400.0,
        "minute" => 1440.0,
        "hour" => 24.0,
        "week" => 1.0 / 7.0,
        "month" => 1.0 / 30.4375,
        "year" => 1.0 / 365.25,
        _ => 1.0,
    }
}

/// How the model's `[data]` section maps a table.
///
/// # Errors
/// [`Diagnostics`] if a formula cannot be read.
pub fn mapping(core: &Core, data: &Data, key: Option<Vec<u8>>) -> Result<Mapping, Diagnostics> {
    let optional = |text: &Option<String>| text.as_deref().map(formula).transpose();
    let assays = data.assays.iter().map(|a| {
        let assay = &core.assays[a.assay];
        Ok(AssayColumn {
            name: assay.name.clone(),
            column: a.column.clone(),
            time: optional(&a.time)?,
            weight_at_switch: a.weight_at_switch,
            divisors: a.divisors.clone(),
            detection_limit: assay.detection_limit,
            may_be_negative: false,
        })
    });
    let drugs = data.drugs.iter().map(|d| {
        let name = core.drugs[d.drug].name.clone();
        Ok(DrugColumn {
            name,
            value: formula(&d.value)?,
            time: optional(&d.time)?,
        })
    });
    let meaning = |m: TextMeaning| match m {
        TextMeaning::Missing => AssayText::Missing,
        TextMeaning::Below => AssayText::Below,
    };
    Ok(Mapping {
        patient: data.patient.clone(),
        time: formula(&data.time)?,
        start_at_first: data.start_at_first,
        day: day_in(&core.time_unit),
        assays: assays.collect::<Result<_, Diagnostics>>()?,
        drugs: drugs.collect::<Result<_, Diagnostics>>()?,
        exclude: data.exclude.clone(),
        texts: data
            .texts
            .iter()
            .map(|(t, m)| (t.clone(), meaning(*m)))
            .collect(),
        pseudonym_key: key,
    })
}

/// Reads a table of measurements as the model's `[data]` section says. Assay and drug numbers in the result are those of the model.
///
/// # Errors
/// [`Diagnostics`] if the model has no `[data]` section, the file cannot be read, or the table is refused.
pub fn read_file(
    core: &Core,
    path: &Path,
    key: Option<Vec<u8>>,
) -> Result<Measurements, Diagnostics> {
    let Some(data) = &core.data else {
        let message = format!("model \"{}\" has no [data] section", core.name);
        let help = "add one that names the columns: patient, time, and [data.assay.NAME] column";
        return Err(Diagnostic::error("C0010", message).help(help).into());
    };
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| -> Diagnostics {
        let help = "give the file with the table of measurements";
        Diagnostic::error("C0011", format!("{name} cannot be read: {e}"))
            .help(help)
            .into()
    })?;
    let mut found = read_measurements(&name, &bytes, &mapping(core, data, key)?)?;
    for patient in &mut found.patients {
        for reading in &mut patient.readings {
            reading.assay = data.assays[reading.assay].assay;
        }
        for dose in &mut patient.doses {
            dose.drug = data.drugs[dose.drug].drug;
        }
        let mut divisors = vec![None; core.assays.len()];
        for (given, assay) in patient.divisors.iter().zip(&data.assays) {
            divisors[assay.assay] = *given;
        }
        patient.divisors = divisors;
    }
    Ok(found)
}
