//! Which format a file is of, by its content.

use forestall_base::Diagnostic;

use super::maf;
use super::options::ProfileFormat;
use super::refusal::whole;
use super::table::Header;

/// The format of a file that begins with `head` and the lines `preview`.
pub(crate) fn format(
    file: &str,
    head: &[u8],
    preview: &[String],
) -> Result<ProfileFormat, Diagnostic> {
    if head.starts_with(b"BCF\x02") {
        return Ok(ProfileFormat::Bcf);
    }
    if head.starts_with(b"##fileformat=VCF") || head.starts_with(b"#CHROM\t") {
        return Ok(ProfileFormat::Vcf);
    }
    let Some(at) = header_line(preview) else {
        return Ok(ProfileFormat::List);
    };
    let header = Header::of(&preview[at]);
    let row = preview[at + 1..]
        .iter()
        .find(|line| !line.trim().is_empty());
    if let Some(companion) = companion(&header) {
        let what = match companion {
            Companion::Timeline => "events in time",
            _ => "patients and samples",
        };
        return Err(whole(
            "G0007",
            file,
            &format!("this is a table of {what}, which holds no findings"),
        )
        .expected("a list of events, MAF, VCF, BCF, an ANNOVAR table, copy numbers or fusions")
        .help("give the whole study folder"));
    }
    if header.names.len() < 2 && is_blank_separated(&preview[at]) {
        return Err(whole("G0009", file, "the columns are separated by blanks")
            .expected("tabs, commas or semicolons between the cells")
            .help("an empty cell would shift those behind it: export the table with tabs"));
    }
    Ok(of_header(&header, row.map(String::as_str)).unwrap_or(ProfileFormat::List))
}

/// Whether a line is the header of a table of mutations with blanks in place of tabs.
fn is_blank_separated(line: &str) -> bool {
    let words: Vec<String> = line
        .split_whitespace()
        .map(str::to_ascii_lowercase)
        .collect();
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    has(maf::GENE) && (has(maf::PROTEIN) || has(maf::SAMPLE) || has(&["variant_classification"]))
}

/// Number of the header in `preview`: the first line that is neither blank nor a comment, or a comment with columns.
pub(crate) fn header_line(preview: &[String]) -> Option<usize> {
    preview.iter().position(|line| {
        let text = line.trim();
        let comment = text.starts_with('#') && !is_header_comment(text);
        !text.is_empty() && !comment
    })
}

/// `#FusionName ...`: a header that begins like a comment.
pub(crate) fn is_header_comment(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    [
        "#fusionname\t",
        "#chr\t",
        "#chrom\t",
        "#hugo_symbol\t",
        "#gene\t",
        "#fusion\t",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}

fn of_header(header: &Header, row: Option<&str>) -> Option<ProfileFormat> {
    let has = |names: &[&str]| header.has(names);
    let annovar = ["gene.", "aachange.", "func.", "exonicfunc."];
    if has(&["chr"]) && has(&["start"]) && annovar.iter().any(|p| header.starting(p).is_some()) {
        return Some(ProfileFormat::Annovar);
    }
    let columns = header.names.len();
    if columns < 2 {
        return None;
    }
    let classes = has(&["variant_classification"]);
    if has(&["alteration"]) && has(maf::GENE) && !classes {
        return Some(ProfileFormat::Markers);
    }
    if super::fusions::is_header(header) {
        return Some(ProfileFormat::Fusions);
    }
    if super::segments::is_header(header) {
        return Some(ProfileFormat::Segments);
    }
    if has(maf::GENE) && !classes && super::copies::is_rows(header) {
        return Some(ProfileFormat::CopyRows);
    }
    let mutations = [
        &["variant_classification"][..],
        &["tumor_sample_barcode"],
        &["chromosome", "chrom", "chr"],
        &["start_position"],
        &["reference_allele"],
        maf::PROTEIN,
    ];
    let marks = mutations.iter().filter(|names| has(names)).count();
    if has(&["hugo_symbol", "gene symbol", "gene_symbol", "gene"])
        && marks == 0
        && row.is_none_or(|row| super::matrix::is_row(header, row))
    {
        return Some(ProfileFormat::CopyMatrix);
    }
    if marks >= 2 || marks == 1 && has(maf::GENE) {
        return Some(ProfileFormat::Maf);
    }
    None
}

/// Tables that accompany a profile; in the order in which they are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Companion {
    /// Lists of samples that were looked at.
    Cases,
    /// Samples.
    Samples,
    /// Patients.
    Patients,
    /// Events in time.
    Timeline,
}

fn companion(header: &Header) -> Option<Companion> {
    if header.has(&["patient_id"]) && header.has(&["start_date"]) {
        return Some(Companion::Timeline);
    }
    let genes = header.has(maf::GENE) || header.has(&["site1_hugo_symbol"]);
    let kind = if header.has(&["sample_id"]) {
        Companion::Samples
    } else {
        Companion::Patients
    };
    (header.has(&["patient_id"]) && !genes).then_some(kind)
}

/// What kind of companion begins with these lines, if it is one.
pub(crate) fn companion_of(preview: &[String]) -> Option<Companion> {
    companion(&Header::of(&preview[header_line(preview)?]))
}
