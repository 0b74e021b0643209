//! What a study folder says of patients, samples and treatment.

use std::collections::BTreeMap;
use std::io::Read;

use forestall_base::{Diagnostic, Exposure, Profile, Sample};

use super::cells::Cells;
use super::lines::Lines;
use super::numbers::finite;
use super::refusal::{Line, shown};
use super::sniff::{Companion, is_header_comment};
use super::table::Header;
use super::unpack::unpack;

/// Adds what `file` says to the samples and exposures of `study`.
pub(crate) fn read(
    companion: Companion,
    file: &str,
    bytes: &[u8],
    study: &mut Profile,
) -> Result<(), Diagnostic> {
    let reader: Box<dyn Read + '_> = Box::new(bytes);
    let mut lines = Lines::new(file, unpack(file, reader)?);
    if companion == Companion::Cases {
        return cases(&mut lines, study);
    }
    let mut header = None;
    while header.is_none() && lines.advance()? {
        let text = lines.text().trim();
        if !text.is_empty() && (!text.starts_with('#') || is_header_comment(text)) {
            header = Some(Header::of(lines.text()));
        }
    }
    let Some(header) = header else {
        return Ok(());
    };
    let patient = header.need(lines.line(), &["patient_id", "patient"], "patients")?;
    let mut numbers: BTreeMap<Box<str>, usize> = BTreeMap::new();
    for (number, sample) in study.samples.iter().enumerate() {
        numbers.insert(sample.name.clone(), number);
    }
    let mut cells = Cells::default();
    while lines.advance()? {
        let line = lines.line();
        if line.text.trim().is_empty() || line.text.starts_with('#') {
            continue;
        }
        cells.split(line.text, header.delimiter);
        let row = Row {
            header: &header,
            cells: &cells,
            line,
        };
        let whose = cells.known(line.text, Some(patient));
        if whose.is_empty() {
            study.drop_row("no patient is named");
            continue;
        }
        if companion == Companion::Timeline {
            event(&row, whose, &numbers, study)?;
        } else {
            sample(&row, whose, &numbers, study)?;
        }
    }
    Ok(())
}

struct Row<'a> {
    header: &'a Header,
    cells: &'a Cells,
    line: Line<'a>,
}

impl<'a> Row<'a> {
    fn text(&self, names: &[&str]) -> &'a str {
        self.cells.known(self.line.text, self.header.find(names))
    }

    fn word(&self, names: &[&str]) -> Option<Box<str>> {
        let text = self.text(names);
        (!text.is_empty()).then(|| text.into())
    }

    fn number(&self, names: &[&str]) -> Result<Option<f64>, Diagnostic> {
        let text = self.text(names);
        match finite(text) {
            None if !text.is_empty() => Err(Diagnostic::error(
                "G0046",
                format!("{} is no number", shown(text)),
            )
            .at(self.line.part(text))
            .expected("a number; empty or NA where it is not known")
            .help("correct the cell, or leave it empty")),
            number => Ok(number),
        }
    }
}

/// One row of a table of samples (or of patients, which tells the disease of all samples of the patient).
fn sample(
    row: &Row<'_>,
    patient: &str,
    numbers: &BTreeMap<Box<str>, usize>,
    study: &mut Profile,
) -> Result<(), Diagnostic> {
    let disease = row.word(&["oncotree_code", "cancer_type_detailed", "cancer_type"]);
    if !row.header.has(&["sample_id"]) {
        for sample in &mut study.samples {
            if sample.patient.as_deref() == Some(patient) && sample.disease.is_none() {
                sample.disease.clone_from(&disease);
            }
        }
        return Ok(());
    }
    let Some(&number) = numbers.get(row.text(&["sample_id"])) else {
        study.drop_row("a sample without findings, which is in no list of cases");
        return Ok(());
    };
    let purity = row.number(&["tumor_purity", "purity"])?;
    let ploidy = row.number(&["ploidy", "tumor_ploidy"])?;
    let specimen = row.word(&["sample_type", "specimen_type"]);
    let timepoint = row.word(&[
        "timepoint",
        "time_point",
        "sample_timepoint",
        "treatment_status",
        "biopsy_time",
    ]);
    let day = row.number(&[
        "sample_day",
        "days_since_diagnosis",
        "sample_collection_day",
    ])?;
    let known = &mut study.samples[number];
    if let Some(other) = known.patient.as_deref().filter(|other| *other != patient) {
        return Err(Diagnostic::error(
            "G0048",
            format!(
                "sample {} belongs to {} and to {}",
                shown(&known.name),
                shown(other),
                shown(patient)
            ),
        )
        .at(row.line.part(row.text(&["patient_id", "patient"])))
        .expected("one patient for each sample")
        .help("give each sample a name of its own"));
    }
    known.patient = Some(patient.into());
    known.disease = known.disease.take().or(disease);
    known.specimen = known.specimen.take().or(specimen);
    known.timepoint = known.timepoint.take().or(timepoint);
    known.day = known.day.or(day);
    // Some studies give the purity in percent.
    let fraction = purity.map(|purity| if purity > 1.5 { purity / 100.0 } else { purity });
    known.purity = known
        .purity
        .or(fraction.filter(|f| (0.0..=1.0).contains(f)));
    known.ploidy = known.ploidy.or(ploidy.filter(|ploidy| *ploidy > 0.0));
    Ok(())
}

/// One row of a timeline: a treatment, or the day of a sample.
fn event(
    row: &Row<'_>,
    patient: &str,
    numbers: &BTreeMap<Box<str>, usize>,
    study: &mut Profile,
) -> Result<(), Diagnostic> {
    let start = row.number(&["start_date"])?;
    let stop = row.number(&["stop_date"])?;
    if let Some(&number) = numbers.get(row.text(&["sample_id", "specimen_id"])) {
        let sample = &mut study.samples[number];
        sample.day = sample.day.or(start);
        sample.patient.get_or_insert_with(|| patient.into());
        return Ok(());
    }
    let kind = row.text(&["event_type"]);
    if !kind.eq_ignore_ascii_case("treatment") {
        return Ok(());
    }
    let drug = row.text(&["agent", "treatment", "drug"]);
    let (false, Some(start)) = (drug.is_empty(), start) else {
        study.drop_row("a treatment without drug or first day");
        return Ok(());
    };
    study.exposures.push(Exposure {
        patient: patient.into(),
        drug: drug.into(),
        start,
        stop,
    });
    Ok(())
}

/// `case_list_ids: A B C`: samples that were looked at, with findings or without.
fn cases(lines: &mut Lines<'_>, study: &mut Profile) -> Result<(), Diagnostic> {
    let mut sequenced = lines.file.contains("sequenced");
    while lines.advance()? {
        let text = lines.text();
        if let Some(id) = text.strip_prefix("stable_id:") {
            sequenced |= id.trim().ends_with("_sequenced");
        }
        let Some(ids) = text.strip_prefix("case_list_ids:").filter(|_| sequenced) else {
            continue;
        };
        let known: std::collections::BTreeSet<Box<str>> = study
            .samples
            .iter()
            .map(|sample| sample.name.clone())
            .collect();
        for id in ids.split_whitespace().filter(|id| !known.contains(*id)) {
            study.samples.push(Sample::named(id));
        }
    }
    Ok(())
}
