//! A profile while it is read: samples, findings, and what must be known of the whole file before they can be trusted.

use forestall_base::{
    Assessed, Consequence, Diagnostic, Finding, Found, Location, Measurement, Name, Names, Place,
    Profile, Reads,
};

use super::build::BuildWatch;
use super::fraction::FractionWatch;
use super::genes::GeneWatch;
use super::options::ProfileOptions;
use super::panel::chromosome;
use super::refusal::Line;

/// Why a row without a true symbol is left out.
pub(crate) const DATED: &str =
    "the gene is a date (9-Sep, 1-Mar): a spreadsheet has changed its symbol (SEPTIN9, MARCHF1)";

/// A profile while it is read.
pub(crate) struct Intake<'o> {
    pub(crate) file: &'o str,
    pub(crate) options: &'o ProfileOptions,
    pub(crate) profile: Profile,
    samples: Names,
    dropped: Vec<(&'static str, usize)>,
    pub(crate) fractions: FractionWatch,
    pub(crate) build: BuildWatch,
    pub(crate) genes: GeneWatch,
}

/// A small variant, in the words of the source; empty where it gives none.
#[derive(Clone, Copy, Default)]
pub(crate) struct Variant<'a> {
    pub(crate) gene: &'a str,
    pub(crate) protein: &'a str,
    pub(crate) coding: &'a str,
    pub(crate) transcript: &'a str,
    pub(crate) consequence: Option<Consequence>,
    pub(crate) exon: Option<u16>,
    pub(crate) phase: Option<forestall_base::Phase>,
    pub(crate) reads: Option<Reads>,
    pub(crate) vaf: Option<f32>,
    pub(crate) place: Option<Place>,
}

impl<'o> Intake<'o> {
    pub(crate) fn new(file: &'o str, options: &'o ProfileOptions) -> Self {
        Self {
            file,
            options,
            profile: Profile::default(),
            samples: Names::default(),
            dropped: Vec::new(),
            fractions: FractionWatch::new(options.vaf),
            build: BuildWatch::new(options.build),
            genes: GeneWatch::default(),
        }
    }

    /// Number of the sample called `name`; the file's own name where it is empty.
    pub(crate) fn sample(&mut self, name: &str) -> u32 {
        let name = if name.is_empty() {
            stem(self.file)
        } else {
            name
        };
        let number = self.samples.intern(name).index();
        if number == self.profile.samples.len() {
            let known = self.options.sheet.as_ref().and_then(|s| s.get(name));
            let sample = known.cloned();
            self.profile
                .samples
                .push(sample.unwrap_or_else(|| forestall_base::Sample::named(name)));
        }
        number as u32
    }

    /// Counts a row that is left out.
    pub(crate) fn drop_row(&mut self, reason: &'static str) {
        self.drop_rows(reason, 1);
    }

    pub(crate) fn drop_rows(&mut self, reason: &'static str, rows: usize) {
        match self.dropped.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += rows,
            None => self.dropped.push((reason, rows)),
        }
    }

    pub(crate) fn remark(&mut self, remark: impl Into<String>) {
        self.profile.remarks.push(remark.into());
    }

    pub(crate) fn name(&mut self, text: &str) -> Name {
        self.profile.names.intern(text)
    }

    /// The name of a text that may be missing.
    pub(crate) fn word(&mut self, text: &str) -> Option<Name> {
        (!text.is_empty()).then(|| self.name(text))
    }

    /// A place; `None` where it is not complete.
    pub(crate) fn place(
        &mut self,
        chromosome_cell: &str,
        start: Option<u32>,
        end: Option<u32>,
        reference: &str,
        alternate: &str,
    ) -> Option<Place> {
        let start = start?;
        let chromosome = chromosome(chromosome_cell);
        if chromosome.is_empty() {
            return None;
        }
        Some(Place {
            chromosome: self.name(chromosome),
            start,
            end: end.unwrap_or(start),
            reference: self.name(base_or_none(reference)),
            alternate: self.name(base_or_none(alternate)),
        })
    }

    /// Whether small variants of a gene are asked for; those without a gene may be of any.
    pub(crate) fn asks(&self, gene: &str) -> bool {
        let genes = self.options.genes.as_ref();
        genes.is_none_or(|genes| gene.is_empty() || genes.contains(gene))
    }

    /// Adds a small variant if its gene is asked for.
    pub(crate) fn push_asked(&mut self, sample: u32, line: usize, variant: Variant<'_>) {
        if self.asks(variant.gene) {
            self.push(sample, line, variant);
        } else {
            self.profile.unasked += 1;
        }
    }

    pub(crate) fn push(&mut self, sample: u32, line: usize, variant: Variant<'_>) {
        let found = Found::Change {
            protein: self.word(variant.protein),
            coding: self.word(variant.coding),
            consequence: variant.consequence.unwrap_or(Consequence::Unstated),
            transcript: self.word(variant.transcript),
            exon: variant.exon,
            phase: variant.phase,
        };
        let gene = self.name(variant.gene);
        self.profile.findings.push(Finding {
            sample,
            gene,
            found,
            reads: variant.reads,
            vaf: variant.vaf,
            place: variant.place,
            line: line as u32,
        });
    }

    /// A finding that is no small variant.
    pub(crate) fn push_found(&mut self, sample: u32, gene: &str, found: Found, line: usize) {
        let gene = self.name(gene);
        self.profile.findings.push(Finding {
            sample,
            gene,
            found,
            reads: None,
            vaf: None,
            place: None,
            line: line as u32,
        });
    }

    /// States what was measured; with a panel, for its genes.
    pub(crate) fn covers(&mut self, measurement: Measurement) {
        let assessed = match &self.options.panel {
            Some(panel) => Assessed::Genes(panel.genes.clone()),
            None => Assessed::Unstated,
        };
        self.profile.coverage.state(measurement, assessed);
    }

    pub(crate) fn state_build(
        &mut self,
        text: &str,
        line: Line<'_>,
        at: impl Fn() -> Location,
    ) -> Result<(), Diagnostic> {
        self.build.state(text, line, at)
    }

    /// The whole profile.
    pub(crate) fn finish(mut self) -> Result<Profile, Diagnostic> {
        self.genes.judge(self.file)?;
        if let Some(remark) = self.fractions.settle(&mut self.profile.findings)? {
            self.profile.remarks.push(remark.to_owned());
        }
        let build = self.build.judge(self.file, &self.profile)?;
        self.profile.build = build.map(super::options::Build::name);
        self.attach_sheet();
        for (reason, rows) in self.dropped {
            self.profile.dropped.push((reason.to_owned(), rows));
        }
        Ok(self.profile)
    }

    /// Samples of the sheet without any row were looked at as well; those that the sheet lacks are named.
    fn attach_sheet(&mut self) {
        let Some(sheet) = &self.options.sheet else {
            return;
        };
        let unknown: Vec<&str> = self
            .profile
            .samples
            .iter()
            .map(|sample| &*sample.name)
            .filter(|name| sheet.get(name).is_none())
            .collect();
        if !unknown.is_empty() {
            let first: Vec<&str> = unknown.iter().take(3).copied().collect();
            let remark = format!(
                "{} of {} samples are not in the sample sheet: {}{}.",
                unknown.len(),
                self.profile.samples.len(),
                first.join(", "),
                if unknown.len() > 3 { ", ..." } else { "" }
            );
            self.profile.remarks.push(remark);
        }
        for sample in &sheet.samples {
            if self.samples.find(&sample.name).is_none() {
                self.samples.intern(&sample.name);
                self.profile.samples.push(sample.clone());
            }
        }
        self.profile.exposures.extend(sheet.exposures());
    }
}

fn base_or_none(cell: &str) -> &str {
    if cell.is_empty() { "-" } else { cell }
}

/// A file's name without folders and what follows the first dot.
pub(crate) fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    match name.split_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}
