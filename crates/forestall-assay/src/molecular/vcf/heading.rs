//! What the header of a VCF says.

use forestall_base::Diagnostic;

use crate::molecular::intake::Intake;
use crate::molecular::options::Build;
use crate::molecular::refusal::Line;

/// Annotations that are known, best first.
const ANNOTATIONS: &[&str] = &["CSQ", "ANN", "FUNCOTATION", "BCSQ", "EFF"];

/// What the header says, as far as it is needed.
#[derive(Default)]
pub(super) struct Heading {
    /// Annotations with their fields in lower case, in the order of the header line.
    pub(super) annotations: Vec<(&'static str, Vec<String>)>,
    /// Tumour sample, where the header names it.
    pub(super) tumour: Option<String>,
    pub(super) normal: Option<String>,
    build_stated: bool,
}

impl Heading {
    /// Notes one line that begins with `##`.
    pub(super) fn note(
        &mut self,
        line: Line<'_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Diagnostic> {
        let text = &line.text[2..];
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        match key {
            "INFO" => self.annotation(value),
            "tumor_sample" => self.tumour = Some(value.to_owned()),
            "normal_sample" => self.normal = Some(value.to_owned()),
            "SAMPLE" => self.sample(value),
            "reference" | "assembly" => self.build(value, line, intake)?,
            "VEP" => {
                if let Some((_, rest)) = value.split_once("assembly=") {
                    let word = rest.trim_start_matches('"').split(['"', ' ']).next();
                    self.build(word.unwrap_or_default(), line, intake)?;
                }
            }
            "contig" => self.contig(value, line, intake)?,
            _ => {}
        }
        Ok(())
    }

    fn annotation(&mut self, value: &str) {
        let Some(id) = attribute(value, "ID") else {
            return;
        };
        let Some(id) = ANNOTATIONS.iter().find(|known| **known == id) else {
            return;
        };
        let text = value
            .split_once("Description=")
            .map_or(value, |(_, rest)| rest.trim_start_matches('"'));
        // Behind the description BCF has one more attribute: `IDX`.
        let text = text.split('"').next().unwrap_or_default();
        // The fields stand behind the last colon (`Format: A|B`) or in single quotes; SnpEff's old form has brackets.
        let text = text.trim_end_matches(['>', '"', ' ']);
        let start = text.find('|').map_or(0, |bar| {
            text[..bar].rfind([':', '\'', '(']).map_or(0, |at| at + 1)
        });
        let fields = text[start..]
            .split(['|', '[', ']', '(', ')'])
            .map(str::trim);
        let names = fields
            .map(|field| field.trim_matches(['\'', '"', ' ']).to_ascii_lowercase())
            .filter(|field| !field.is_empty());
        self.annotations.push((id, names.collect()));
    }

    fn sample(&mut self, value: &str) {
        let Some(id) = attribute(value, "ID") else {
            return;
        };
        // Some callers put the name of the column into SampleName or SampleID.
        let lower = value.to_ascii_lowercase();
        let name = id.to_owned();
        if lower.contains("normal") || lower.contains("germline") {
            self.normal = Some(name);
        } else if lower.contains("tumor") || lower.contains("tumour") || lower.contains("somatic") {
            self.tumour = Some(name);
        }
    }

    /// Builds are named in paths: `.../hg19/gatk/hg19_gatk.fa`.
    fn build(
        &mut self,
        text: &str,
        line: Line<'_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Diagnostic> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
        for word in words {
            let animal = ["mm9", "mm10", "mm39", "GRCm38", "GRCm39"]
                .iter()
                .any(|a| word.starts_with(a));
            if Build::named(word).is_some() && word.len() > 2 || animal {
                self.build_stated = true;
                return intake.state_build(word, line, || line.part(word));
            }
        }
        Ok(())
    }

    /// The length of chromosome 1 tells the build.
    fn contig(
        &mut self,
        value: &str,
        line: Line<'_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Diagnostic> {
        if let Some(assembly) = attribute(value, "assembly") {
            return self.build(assembly, line, intake);
        }
        if !matches!(attribute(value, "ID"), Some("1" | "chr1")) {
            return Ok(());
        }
        let build = match attribute(value, "length") {
            Some("249250621") => "GRCh37",
            Some("248956422") => "GRCh38",
            Some("195471971") => "GRCm38",
            _ => return Ok(()),
        };
        intake.state_build(build, line, || line.span(0, line.text.len()))
    }
}

/// The value of a key in `<ID=x,Number=1,...>`.
fn attribute<'a>(value: &'a str, key: &str) -> Option<&'a str> {
    let inner = value.trim_start_matches('<').trim_end_matches('>');
    inner.split(',').find_map(|entry| {
        let (name, value) = entry.split_once('=')?;
        (name == key).then(|| value.trim_matches('"'))
    })
}
