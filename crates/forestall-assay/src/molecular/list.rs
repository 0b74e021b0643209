//! Lists of events, as typed by hand: `EGFR T790M 0.12`, `MET amp`, `EML4::ALK`, `MSI-H`.

use forestall_base::{Diagnostic, Finding, Found, Level, Measurement, Reads};

use super::fraction::FractionWatch;
use super::fusion_name::partners;
use super::intake::{Intake, Variant};
use super::lines::Lines;
use super::numbers::{checked, finite, position};
use super::panel::is_symbol;
use super::refusal::{Line, shown};
use super::words::{self, Said};

/// What follows the event on a line.
#[derive(Default)]
struct Tail<'l> {
    reads: Option<Reads>,
    /// A number that is an allele fraction, a number of copies or a score, whichever the event needs.
    number: Option<(f64, &'l str)>,
    copies: Option<f32>,
    sample: &'l str,
}

/// Reads a list.
pub(crate) fn read(lines: &mut Lines<'_>, intake: &mut Intake<'_>) -> Result<(), Diagnostic> {
    while lines.advance()? {
        let text = content(lines.text());
        if text.is_empty() {
            continue;
        }
        if intake.profile.findings.is_empty() && is_heading(text) {
            continue;
        }
        event(lines.line(), text, None, intake)?;
    }
    for measurement in [
        Measurement::Mutations,
        Measurement::Copies,
        Measurement::Fusions,
    ] {
        intake.covers(measurement);
    }
    Ok(())
}

/// A line without comment and outer blanks.
pub(crate) fn content(text: &str) -> &str {
    let text = text.trim();
    if text.starts_with('#') {
        return "";
    }
    let comment = text.find(" #").or_else(|| text.find("\t#"));
    comment.map_or(text, |at| text[..at].trim_end())
}

/// `gene change vaf`, above the events of a table pasted into a list.
fn is_heading(text: &str) -> bool {
    let first = text.split([' ', '\t', ',']).next().unwrap_or_default();
    matches!(
        first.to_ascii_lowercase().as_str(),
        "gene" | "event" | "alteration" | "variant"
    )
}

/// Adds the event in `text`, in `sample` if the line does not name one.
pub(crate) fn event(
    line: Line<'_>,
    text: &str,
    sample: Option<u32>,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    let (tokens, tail) = tail(line, text, intake)?;
    let sample = match sample {
        Some(sample) => sample,
        None => intake.sample(tail.sample),
    };
    let at = line.number;
    let Some((&first, rest)) = tokens.split_first() else {
        return Err(no_event(line, text, text));
    };
    if let Some(found) = words::of_genome(first, rest, tail.number.map(|(n, _)| n)) {
        let found = match found {
            Said::Words(gene, words) => {
                let name = intake.name(words);
                (gene, Found::Category(name))
            }
            Said::Number(gene, number) => (gene, Found::Score(number)),
        };
        intake.push_found(sample, found.0, found.1, at);
        intake.covers(Measurement::Genome);
        return Ok(());
    }
    // `EGFR:p.L858R` and `EGFR:T790M` are one token.
    let (gene, glued) = match first.split_once(':') {
        Some((gene, change))
            if !change.starts_with(':') && is_symbol(gene) && !change.is_empty() =>
        {
            (gene, Some(change))
        }
        _ => (first, None),
    };
    let change: Vec<&str> = glued.into_iter().chain(rest.iter().copied()).collect();
    let said = change.join(" ");
    if let Some((five, three)) = partners(gene, &said) {
        let partner = three.map(|three| intake.name(three));
        let exons = words::fusion_exons(&said);
        intake.push_found(sample, five, Found::Fusion { partner, exons }, at);
        set_fraction(line, intake, &tail)?;
        return Ok(());
    }
    if !is_symbol(gene) {
        return Err(no_event(line, text, gene));
    }
    intake.genes.look(gene, &said, || line.part(gene));
    if said.is_empty() && tail.copies.is_none() {
        return Err(
            Diagnostic::error("G0051", format!("{} stands without a change", shown(gene)))
                .at(line.part(gene))
                .expected("a change behind the gene: T790M, amp, loss, wt, ITD, cn=8")
                .help(
                    "say what was found in the gene; `wt` if it was covered and nothing was found",
                ),
        );
    }
    if words::is_wild_type(&said) {
        intake.push_found(sample, gene, Found::WildType, at);
        return Ok(());
    }
    let level = words::copy_level(&said);
    if level.is_some() || said.is_empty() || words::is_copies(&said) {
        let total = tail.copies.or(tail.number.map(|(n, _)| n as f32));
        return copies(line, sample, gene, level, total, intake);
    }
    if let Some(words) = words::category(&said) {
        let found = match (words::is_score(words), tail.number) {
            (true, Some((number, _))) => Found::Score(number as f32),
            _ => Found::Category(intake.name(words)),
        };
        if let Found::Category(_) = found {
            intake.push_found(sample, gene, found, at);
            return set_fraction(line, intake, &tail);
        }
        intake.push_found(sample, gene, found, at);
        return Ok(());
    }
    let [change] = change[..] else {
        return Err(no_event(line, text, change[0]));
    };
    let coding = change.starts_with("c.") || change.contains(":c.");
    if !change.contains(|c: char| c.is_ascii_digit()) && change != "p.?" && change != "?" {
        return Err(no_event(line, text, change));
    }
    let variant = Variant {
        gene,
        protein: if coding { "" } else { change },
        coding: if coding { change } else { "" },
        ..Variant::default()
    };
    intake.push(sample, at, variant);
    set_fraction(line, intake, &tail)
}

fn copies(
    line: Line<'_>,
    sample: u32,
    gene: &str,
    level: Option<Level>,
    total: Option<f32>,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    if let Some(total) = total.filter(|total| *total < 0.0) {
        return Err(
            Diagnostic::error("G0024", format!("{total} is no number of copies"))
                .at(line.span(0, line.text.len()))
                .expected("0 or more copies")
                .help("a log2 ratio belongs into a table of segments"),
        );
    }
    let rule = intake.options.amplification;
    let level = level.unwrap_or_else(|| super::copies::level_of(total.unwrap_or(2.0), 2.0, rule));
    let found = Found::Copies {
        level,
        total,
        minor: None,
    };
    intake.push_found(sample, gene, found, line.number);
    Ok(())
}

/// Gives the finding that was added last the fraction of its line.
fn set_fraction(
    line: Line<'_>,
    intake: &mut Intake<'_>,
    tail: &Tail<'_>,
) -> Result<(), Diagnostic> {
    let vaf = match (tail.reads, tail.number) {
        (None, Some((_, word))) => {
            FractionWatch::single(intake.options.vaf, word, || line.part(word))?
        }
        _ => None,
    };
    if let Some(finding) = intake.profile.findings.last_mut() {
        set(finding, tail.reads, vaf);
    }
    Ok(())
}

fn set(finding: &mut Finding, reads: Option<Reads>, vaf: Option<f32>) {
    finding.reads = reads;
    finding.vaf = vaf;
}

/// The words of the event, and what the numbers behind it say.
fn tail<'l>(
    line: Line<'l>,
    text: &'l str,
    intake: &Intake<'_>,
) -> Result<(Vec<&'l str>, Tail<'l>), Diagnostic> {
    let mut tail = Tail::default();
    let mut tokens = Vec::new();
    let mut depth = None;
    for token in text.split([' ', '\t', ',', ';']).filter(|t| !t.is_empty()) {
        if let Some((key, value)) = token.split_once('=').filter(|(_, v)| !v.is_empty()) {
            let number = finite(value);
            match (key.to_ascii_lowercase().as_str(), number) {
                ("vaf" | "af" | "maf", _) => {
                    tail.number = Some((number.unwrap_or_default(), value));
                }
                ("cn" | "copies" | "copy" | "ploidy", Some(n)) => tail.copies = Some(n as f32),
                ("reads", _) => tail.reads = reads(line, value)?,
                ("depth" | "dp", _) => {
                    depth = Some(position(value).ok_or_else(|| no_number(line, value))?);
                }
                ("sample", _) => tail.sample = value,
                ("score" | "z", Some(n)) => tail.number = Some((n, value)),
                _ if tokens.is_empty() || key.starts_with("p.") || key == "p." => {
                    tokens.push(token);
                }
                _ => return Err(no_number(line, token)),
            }
        } else if !tokens.is_empty() && is_reads(token) {
            tail.reads = reads(line, token)?;
        } else if let Some(number) = bare_number(&tokens, token) {
            if tail.number.is_some() {
                return Err(no_number(line, token));
            }
            tail.number = Some((number, token));
        } else {
            tokens.push(token);
        }
    }
    if let (None, Some(depth), Some((_, word))) = (tail.reads, depth, tail.number) {
        let vaf = FractionWatch::single(intake.options.vaf, word, || line.part(word))?;
        tail.reads = vaf.map(|vaf| Reads {
            alternate: (f64::from(vaf) * f64::from(depth)).round() as u32,
            depth,
        });
    }
    Ok((tokens, tail))
}

/// A number behind an event: not the first word, nor the number of an exon.
fn bare_number(before: &[&str], token: &str) -> Option<f64> {
    let last = before.last()?.to_ascii_lowercase();
    if matches!(last.as_str(), "exon" | "intron" | "codon" | "type") {
        return None;
    }
    finite(token.strip_suffix('%').unwrap_or(token))
}

fn is_reads(token: &str) -> bool {
    token
        .split_once('/')
        .is_some_and(|(a, b)| position(a).is_some() && position(b).is_some())
}

/// `31/250`: reads with the variant, reads in all.
fn reads(line: Line<'_>, text: &str) -> Result<Option<Reads>, Diagnostic> {
    let counts = text
        .split_once('/')
        .and_then(|(a, b)| Some((position(a)?, position(b)?)));
    let Some((alternate, depth)) = counts else {
        return Err(no_number(line, text));
    };
    checked(alternate, depth, || line.part(text)).map(Some)
}

fn no_number(line: Line<'_>, word: &str) -> Diagnostic {
    Diagnostic::error("G0052", format!("{} cannot be read here", shown(word)))
        .at(line.part(word))
        .expected("an allele fraction (0.12 or 12%), reads (31/250), cn=8, vaf=0.12, depth=250, score=1.3 or sample=NAME")
        .help("put remarks behind #")
}

fn no_event(line: Line<'_>, text: &str, word: &str) -> Diagnostic {
    let at = if word.is_empty() { text } else { word };
    Diagnostic::error("G0050", format!("{} is no event", shown(text)))
        .at(line.part(at))
        .expected("a gene and what was found in it: EGFR T790M 0.12, MET amp, EML4::ALK, CDKN2A loss, FLT3 ITD, KRAS wt, MSI-H")
        .help("put remarks behind #; if this is a table, check its header")
}
