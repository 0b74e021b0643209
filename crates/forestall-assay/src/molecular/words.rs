//! The words people use for events that are no small variants.

use forestall_base::Level;

/// A marker of the whole genome.
pub(crate) enum Said<'a> {
    /// Its name and its level in words.
    Words(&'a str, &'a str),
    /// Its name and its number.
    Number(&'a str, f32),
}

/// `MSI-H`, `MSI high`, `MSS`, `TMB-H`, `TMB 12`, `HRD positive`.
pub(crate) fn of_genome<'a>(
    first: &str,
    rest: &[&'a str],
    number: Option<f64>,
) -> Option<Said<'a>> {
    let lower = first.to_ascii_lowercase().replace('_', "-");
    let (name, glued) = match lower.split_once('-') {
        Some((name, level)) => (name, level),
        None => (lower.as_str(), ""),
    };
    let marker = match name {
        "mss" | "pmmr" => return Some(Said::Words("MSI", "stable")),
        "dmmr" => return Some(Said::Words("MSI", "high")),
        "msi" => "MSI",
        "tmb" => "TMB",
        "hrd" => "HRD",
        "loh" => "LOH",
        _ => return None,
    };
    let level = if glued.is_empty() {
        rest.first()
            .copied()
            .unwrap_or_default()
            .to_ascii_lowercase()
    } else {
        glued.to_owned()
    };
    if let Ok(value) = level.parse::<f32>()
        && value.is_finite()
    {
        return Some(Said::Number(marker, value));
    }
    Some(match level.as_str() {
        "h" | "high" | "positive" | "pos" | "unstable" => Said::Words(marker, "high"),
        "l" | "low" => Said::Words(marker, "low"),
        "s" | "stable" | "negative" | "neg" => Said::Words(marker, "stable"),
        "intermediate" | "i" => Said::Words(marker, "intermediate"),
        "" | "score" => Said::Number(marker, number? as f32),
        _ => return None,
    })
}

pub(crate) fn is_wild_type(said: &str) -> bool {
    matches!(
        said.to_ascii_lowercase().as_str(),
        "wt" | "wild type"
            | "wildtype"
            | "wild-type"
            | "negative"
            | "not mutated"
            | "unmutated"
            | "no mutation"
    )
}

/// Words for a change of copy number.
pub(crate) fn copy_level(said: &str) -> Option<Level> {
    Some(match said.to_ascii_lowercase().as_str() {
        "amp"
        | "amplification"
        | "amplified"
        | "high amplification"
        | "high-level amplification" => Level::Amplification,
        "gain" | "low-level gain" | "duplication" | "copy gain" | "copy number gain" => Level::Gain,
        "deep deletion"
        | "homdel"
        | "homozygous deletion"
        | "homozygous loss"
        | "deletion"
        | "deleted"
        | "del"
        | "hom del" => Level::DeepDeletion,
        "shallow deletion"
        | "hetloss"
        | "heterozygous loss"
        | "heterozygous deletion"
        | "hemizygous deletion" => Level::ShallowDeletion,
        _ => return None,
    })
}

/// Words before a bare number of copies.
pub(crate) fn is_copies(said: &str) -> bool {
    matches!(
        said.to_ascii_lowercase().as_str(),
        "cn" | "copies" | "copy number" | "copy-number"
    )
}

/// A category in words, spelled in one way where several are common.
pub(crate) fn category(said: &str) -> Option<&str> {
    let lower = said.to_ascii_lowercase();
    Some(match lower.as_str() {
        "itd" | "internal tandem duplication" => "ITD",
        "viii" | "egfrviii" | "variant iii" => "vIII",
        "loss" | "lost" | "protein loss" | "loss of expression" => "loss",
        "loss of function" | "lof" | "inactivated" | "truncated" | "truncation" => {
            "loss of function"
        }
        "gain of function" | "gof" | "activated" => "gain of function",
        "mut" | "mutated" | "mutation" | "mutant" => "mutation",
        "biallelic" | "biallelic loss" | "biallelic inactivation" => "biallelic",
        "loh" | "loss of heterozygosity" => "loh",
        "over" | "overexpression" | "overexpressed" | "high expression" => "overexpression",
        "under" | "underexpression" | "underexpressed" | "low expression" => "underexpression",
        "expression" | "expressed" => "expression",
        "score high" | "high score" => "high",
        "score low" | "low score" => "low",
        "methylation" | "methylated" | "promoter methylation" | "hypermethylation" => "methylation",
        "rearrangement" | "rearranged" | "translocation" => "rearrangement",
        _ if lower.starts_with("exon ") || lower.starts_with("intron ") => said,
        _ if ["ar-v", "arv", "p16", "p95", "isoform", "phospho", "rs", "*"]
            .iter()
            .any(|start| lower.starts_with(start)) =>
        {
            said
        }
        _ if lower.ends_with("skipping") || lower.ends_with("score") => said,
        _ => return None,
    })
}

/// Categories that a number turns into a score.
pub(crate) fn is_score(words: &str) -> bool {
    matches!(words, "expression" | "overexpression" | "underexpression") || words.ends_with("score")
}

/// The exons in `e6::e20`.
pub(crate) fn fusion_exons(said: &str) -> Option<(u16, u16)> {
    said.split(' ').find_map(|word| {
        let (five, three) = word.split_once("::")?;
        let number = |text: &str| text.strip_prefix('e')?.parse().ok();
        Some((number(five)?, number(three)?))
    })
}
