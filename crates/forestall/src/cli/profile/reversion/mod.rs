//! `profile reversion`: does a second variant restore what a pathogenic one destroyed?

mod arguments;

pub(crate) use arguments::ReversionArguments;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use arguments::KnownAllele;
use forestall::estimate::profile::{
    Catalogue, CodingChange, CodingVariant, Proof, REVERTING_GENES, ReversionCall, ReversionFacts,
    ReversionVerdict, sample_reversions,
};
use forestall_base::{Name, Profile};
use serde::Serialize;

use super::people::word;
use super::read::{Source, unreadable};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::print;

const NOTICE: &str = "For research use only. Arithmetic on reading frames; whether the protein works again, only an assay of its function \
tells. No treatment decision may rest on it.";

/// What `profile reversion` prints.
#[derive(Debug, Serialize)]
struct ReversionSummary {
    file: String,
    genes: Vec<GeneCalls>,
    remarks: Vec<String>,
    notice: &'static str,
    wall_s: f64,
}

/// The calls on one gene in one sample.
#[derive(Debug, Serialize)]
pub(crate) struct GeneCalls {
    pub sample: String,
    pub gene: String,
    /// All calls in one sentence.
    pub summary: String,
    pub calls: Vec<ReversionCall>,
}

/// `profile reversion`.
pub(crate) fn run(arguments: &ReversionArguments) -> Outcome {
    let begun = Instant::now();
    let catalogue = Catalogue::embedded().map_err(|e| Failure::Run(e.to_string()))?;
    let one_gene = matches!(arguments.gene[..], [_]);
    for (option, given) in [
        ("--pathogenic", arguments.pathogenic.is_some()),
        ("--sequence", arguments.sequence.is_some()),
    ] {
        if given && !one_gene {
            return Err(Failure::usage(
                format!("{option} is about one gene"),
                "name the gene with --gene",
            ));
        }
    }
    let pathogenic = arguments.pathogenic.as_deref().map(coding).transpose()?;
    let sequence = arguments.sequence.as_deref().map(sequence).transpose()?;
    let source = Source {
        format: arguments.format.as_deref(),
        tumour_sample: arguments.tumour_sample.as_deref(),
        ..Source::of(&arguments.file)
    };
    let mut profile = source.profile(catalogue)?;
    for sample in &mut profile.samples {
        sample.purity = arguments.purity.or(sample.purity);
    }
    let genes: Vec<String> = if arguments.gene.is_empty() {
        REVERTING_GENES.map(str::to_owned).to_vec()
    } else {
        arguments.gene.clone()
    };
    let facts = ReversionFacts {
        pathogenic,
        cis: arguments.allele.map(|a| a == KnownAllele::Cis),
        sequence: sequence.as_deref(),
    };
    let found = calls(&profile, &genes, &facts);
    if found.is_empty() && one_gene {
        let gene = &genes[0];
        if !profile
            .findings
            .iter()
            .any(|f| profile.names.text(f.gene) == gene)
        {
            return Err(Failure::usage(
                format!("{} has no variant of {gene}", arguments.file.display()),
                "give a file that lists variants of the gene, with coding changes (HGVS c.)",
            ));
        }
    }
    let summary = ReversionSummary {
        file: arguments.file.display().to_string(),
        genes: found,
        remarks: profile.remarks,
        notice: NOTICE,
        wall_s: begun.elapsed().as_secs_f64(),
    };
    if arguments.json {
        print::json(&summary)
    } else {
        people(&summary)
    }
}

/// Calls on these genes in every sample, where there are any.
pub(super) fn calls(
    profile: &Profile,
    genes: &[String],
    facts: &ReversionFacts<'_>,
) -> Vec<GeneCalls> {
    let names: Vec<Option<Name>> = genes.iter().map(|g| profile.names.find(g)).collect();
    let mut own: BTreeMap<(u32, usize), Vec<usize>> = BTreeMap::new();
    for (index, finding) in profile.findings.iter().enumerate() {
        if let Some(gene) = names.iter().position(|name| *name == Some(finding.gene)) {
            own.entry((finding.sample, gene)).or_default().push(index);
        }
    }
    let called = own.into_iter().filter_map(|((sample, gene), findings)| {
        let calls = sample_reversions(profile, &genes[gene], &findings, facts);
        (!calls.is_empty()).then(|| GeneCalls {
            sample: profile.samples[sample as usize].name.to_string(),
            gene: genes[gene].clone(),
            summary: sentence(&calls),
            calls,
        })
    });
    called.collect()
}

/// All calls on one gene in one sentence.
fn sentence(calls: &[ReversionCall]) -> String {
    let count = |wanted: &[ReversionVerdict]| {
        let mut seconds: Vec<usize> = calls
            .iter()
            .filter(|c| wanted.contains(&c.verdict))
            .map(|c| c.findings.1)
            .collect();
        seconds.sort_unstable();
        seconds.dedup();
        seconds.len()
    };
    let restored = count(&[ReversionVerdict::Restored]);
    let if_cis = count(&[ReversionVerdict::RestoredIfCis]);
    let open = count(&[ReversionVerdict::Possible, ReversionVerdict::NotAssessable]);
    let mut parts = Vec::new();
    match restored {
        0 => {}
        1 => parts.push("one second variant restores the gene".to_owned()),
        n => parts.push(format!(
            "{n} second variants restore the gene, each in cells of its own unless reads show them together: polyclonal reversion"
        )),
    }
    if if_cis > 0 {
        let verb = if if_cis == 1 { "restores" } else { "restore" };
        parts.push(format!("{if_cis} {verb} it if both lie on one allele"));
    }
    if open > 0 {
        parts.push(format!("{open} cannot be judged"));
    }
    if parts.is_empty() {
        "no second variant restores the gene".to_owned()
    } else {
        parts.join("; ")
    }
}

fn coding(text: &str) -> Result<CodingVariant, Failure> {
    let change = CodingChange::parse(text).map_err(|e| {
        Failure::usage(
            format!("--pathogenic: {e}"),
            "give a coding change, such as c.5946del or NM_000059.4:c.5946del",
        )
    })?;
    Ok(CodingVariant {
        coding: Some(change),
        protein: None,
    })
}

/// A coding sequence: bases from the start codon to the stop codon, with or without a header of FASTA.
fn sequence(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    let headers = text.lines().filter(|l| l.starts_with('>')).count();
    let bases: String = text
        .lines()
        .filter(|l| !l.starts_with('>'))
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .map(|c| match c.to_ascii_uppercase() {
            'U' => 'T',
            c => c,
        })
        .collect();
    let shown = path.display();
    let refused = |message: String| {
        Err(Failure::usage(
            message,
            "give one coding sequence (CDS) from its ATG to its stop codon",
        ))
    };
    if headers > 1 {
        return refused(format!("{shown} holds {headers} sequences"));
    }
    if let Some(odd) = bases.chars().find(|c| !"ACGTN".contains(*c)) {
        return refused(format!("{shown}: '{odd}' is no base"));
    }
    if !bases.len().is_multiple_of(3) || !bases.starts_with("ATG") {
        return refused(format!(
            "{shown}: {} bases that begin with {} are no coding sequence",
            bases.len(),
            bases.get(..3).unwrap_or("nothing")
        ));
    }
    Ok(bases)
}

/// The calls of a sample for people.
pub(super) fn one(gene: &GeneCalls) -> Outcome {
    print::line(&format!(
        "\n{} in {}: {}",
        gene.gene, gene.sample, gene.summary
    ))?;
    for call in &gene.calls {
        print::line(&format!(
            "  {} with {}: {}",
            call.pathogenic, call.second, call.verdict
        ))?;
        print::line(&format!("    {}", call.reason))?;
        let alleles = match call.cis {
            Proof::Proven => "on one allele",
            Proof::Possible => "whether on one allele is not shown",
            Proof::Excluded => "on different alleles",
        };
        print::line(&format!(
            "    rule: {}; alleles: {alleles}",
            word(&call.rule)
        ))?;
        if !call.would_tell.is_empty() {
            print::line(&format!("    would tell: {}", call.would_tell))?;
        }
    }
    Ok(())
}

fn people(s: &ReversionSummary) -> Outcome {
    print::line(&format!("{}: reversions", s.file))?;
    if s.genes.is_empty() {
        print::line(
            "\nNo pair of a variant that destroys one of the genes and a second one that could restore it. A sample of another time or \
             a deeper one may show one.",
        )?;
    }
    for gene in &s.genes {
        one(gene)?;
    }
    print::line(&format!("\n{} ({:.2} s)", s.notice, s.wall_s))
}
