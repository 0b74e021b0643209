//! `[data]`: how a table of measurements maps onto the model.

use super::checker::Checker;
use crate::document::Start;
use crate::{Data, DataAssay, DataDrug, TextMeaning};
use forestall_base::Diagnostic;

impl Checker<'_, '_> {
    /// `[data]`, if the file has it.
    pub fn data(&mut self) {
        let document = self.document;
        let Some(table) = &document.data else { return };
        let mut assays = Vec::new();
        let names: Vec<&str> = document
            .assay
            .0
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        for entry in &table.assay.0 {
            let Some(assay) = self.index_of(entry.span, "assay", &entry.name, &names) else {
                continue;
            };
            let weight = entry.value.weight_at_switch;
            if let Some(weight) = weight.filter(|weight| weight.value < 0.0) {
                self.refuse(weight.span, "M0701", "a weight is negative");
            }
            for divisor in &entry.value.divisor.0 {
                if divisor.value.value <= 0.0 {
                    let note = Diagnostic::error("M0701", "a divisor is 0 or negative")
                        .expected("more than 0");
                    self.reader.note(divisor.value.span, note);
                }
            }
            assays.push(DataAssay {
                assay,
                column: entry.value.column.value.clone(),
                time: entry
                    .value
                    .time
                    .as_ref()
                    .map(|formula| formula.value.clone()),
                weight_at_switch: weight.map_or(1.0, |weight| weight.value),
                divisors: (entry.value.divisor.0.iter())
                    .map(|divisor| (divisor.name.clone(), divisor.value.value))
                    .collect(),
            });
        }
        let mut drugs = Vec::new();
        let names: Vec<&str> = document
            .drug
            .0
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        for entry in &table.drug.0 {
            let Some(drug) = self.index_of(entry.span, "drug", &entry.name, &names) else {
                continue;
            };
            if self.is_in_doses(drug) {
                let note = Diagnostic::error(
                    "M0617",
                    format!(
                        "{} is given in single doses, which tables cannot say yet",
                        entry.name
                    ),
                );
                self.reader
                    .note(entry.span, note.help("take it out of [data]"));
            }
            drugs.push(DataDrug {
                drug,
                value: entry.value.value.value.clone(),
                time: entry
                    .value
                    .time
                    .as_ref()
                    .map(|formula| formula.value.clone()),
            });
        }
        let limited = assays
            .iter()
            .any(|own| document.assay.0[own.assay].value.detection_limit.is_some());
        for entry in &table.text.0 {
            if entry.value.value == TextMeaning::Below && !limited {
                let note = Diagnostic::warning(
                    "M0903",
                    "a text means \"below\", but no assay of [data] has a detection_limit",
                )
                .help("give the assay a detection_limit; until then such rows cannot be used");
                self.reader.note(entry.value.span, note);
            }
        }
        let word = |text: &Option<crate::document::Text>, default: &str| {
            text.as_ref()
                .map_or_else(|| default.to_owned(), |text| text.value.clone())
        };
        self.core.data = Some(Data {
            patient: word(&table.patient, "patient"),
            time: (table.time.as_ref())
                .map_or_else(|| "time".to_owned(), |formula| formula.value.clone()),
            start_at_first: (table.start.as_ref())
                .is_some_and(|word| word.value == Start::FirstRow),
            assays,
            drugs,
            exclude: (table.exclude.0.iter())
                .map(|entry| (entry.name.clone(), entry.value.value.clone()))
                .collect(),
            texts: (table.text.0.iter())
                .map(|entry| (entry.name.clone(), entry.value.value))
                .collect(),
        });
    }
}
