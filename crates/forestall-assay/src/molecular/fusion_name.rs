//! Names of fusions: `EML4::ALK`, `EML4--ALK`, `EML4-ALK`, `MLL2-intragenic`.

use super::panel::is_symbol;

/// Both partners in `name`, the second only where it is another gene; `said` is what follows the name.
///
/// A single hyphen parts two genes only where the name is followed by nothing or by a word for a fusion, and where it is not a
/// part of a symbol (`HLA-A`, `NKX2-1`).
pub(crate) fn partners<'a>(name: &'a str, said: &str) -> Option<(&'a str, Option<&'a str>)> {
    for mark in ["::", "--"] {
        if let Some((five, three)) = name.split_once(mark) {
            return both(five, three);
        }
    }
    let lower = said.to_ascii_lowercase();
    let word = ["fusion", "rearrangement", "translocation", "intragenic"]
        .iter()
        .any(|word| lower.split(' ').any(|said| said == *word));
    if let Some((five, three)) = name.split_once('/').filter(|_| word) {
        return both(five, three);
    }
    if !word && !said.is_empty() {
        return None;
    }
    hyphened(name).or_else(|| (word && is_symbol(name)).then_some((name, None)))
}

/// The same for a column that holds nothing but fusions.
pub(crate) fn of_column(name: &str) -> Option<(&str, Option<&str>)> {
    let name = name.split(' ').next().unwrap_or_default();
    partners(name, "fusion")
}

fn both<'a>(five: &'a str, three: &'a str) -> Option<(&'a str, Option<&'a str>)> {
    let known = |gene: &str| !matches!(gene, "v" | "?" | "*" | "" | "." | "NA");
    match (known(five), known(three)) {
        (true, true) if is_symbol(five) && is_symbol(three) => {
            Some((five, (five != three).then_some(three)))
        }
        (true, false) if is_symbol(five) => Some((five, None)),
        (false, true) if is_symbol(three) => Some((three, None)),
        _ => None,
    }
}

fn hyphened(name: &str) -> Option<(&str, Option<&str>)> {
    // With several hyphens, the first split that leaves two whole symbols.
    let splits = name
        .match_indices('-')
        .map(|(at, _)| (&name[..at], &name[at + 1..]));
    for (five, three) in splits {
        if three.eq_ignore_ascii_case("intragenic") {
            return is_symbol(five).then_some((five, None));
        }
        if is_symbol(five) && is_symbol(three) && !belongs(five, three) {
            return Some((five, Some(three)));
        }
    }
    None
}

/// Whether the hyphen between `head` and `tail` belongs to one symbol.
fn belongs(head: &str, tail: &str) -> bool {
    const FAMILIES: &[&str] = &[
        "HLA", "MT", "ERVK", "ERVW", "NKX1", "NKX2", "NKX3", "NKX6", "TRA", "TRB", "H1", "H2A",
        "H2B", "H3", "H4",
    ];
    const TAILS: &[&str] = &[
        "AS1", "AS2", "IT1", "DT", "OT1", "A", "B", "C", "E", "F", "G",
    ];
    let short = tail.len() < 2 || tail.starts_with(|c: char| c.is_ascii_digit());
    let family = FAMILIES
        .iter()
        .any(|family| head.eq_ignore_ascii_case(family));
    short || family || TAILS.contains(&tail)
}
