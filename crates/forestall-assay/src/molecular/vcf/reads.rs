//! Reads and allele fraction of a call.

use forestall_base::{Diagnostic, Location, Reads};

use super::Call;
use crate::molecular::intake::Intake;
use crate::molecular::numbers::{checked, count};

type Found = (Option<Reads>, Option<f32>);

/// Reads of the allele and of all; where there are none, the fraction as it is stated.
///
/// In this order: `AD` or `ADT` with `DP` or `DPT`; `AO` and `RO`; the counts of Strelka; `AF` or `FREQ` with `DP`; the INFO
/// fields `TVAF` and `TDP`; in a file without samples, the INFO fields `AF` and `DP`.
pub(super) fn of(call: &Call<'_>, intake: &mut Intake<'_>) -> Result<Found, Diagnostic> {
    for (alleles, depth) in [("ADT", "DPT"), ("AD", "DP")] {
        if let Some(reads) = allelic(call, alleles, depth)? {
            return Ok((Some(reads), None));
        }
    }
    if let Some(reads) = observed(call)?.or(strelka(call)) {
        return Ok((Some(reads), None));
    }
    let fraction =
        nth(call.value("AF"), call.number - 1).or(nth(call.value("FREQ"), call.number - 1));
    if let Some(fraction) = fraction {
        return stated(call, fraction, call.value("DP"), intake);
    }
    if let Some(fraction) = nth(call.info("TVAF"), call.number - 1) {
        return stated(call, fraction, call.info("TDP"), intake);
    }
    if call.values.is_empty()
        && let Some(fraction) = nth(call.info("AF"), call.number - 1)
    {
        return stated(call, fraction, call.info("DP"), intake);
    }
    Ok((None, None))
}

fn nth(value: Option<&str>, at: usize) -> Option<&str> {
    value?
        .split(',')
        .nth(at)
        .filter(|part| *part != "." && !part.is_empty())
}

fn place<'a>(call: &Call<'a>, part: &'a str) -> impl Fn() -> Location + 'a {
    let line = call.line;
    move || line.part(part)
}

/// Counts of all alleles, reference first; one number alone is that of the variant.
fn allelic(call: &Call<'_>, alleles: &str, depth: &str) -> Result<Option<Reads>, Diagnostic> {
    let Some(value) = call.value(alleles) else {
        return Ok(None);
    };
    let mut counts = Vec::new();
    for part in value.split(',') {
        let part_known = if part == "." { "" } else { part };
        counts.push(count(part_known, place(call, part))?);
    }
    let depth = call.value(depth).unwrap_or_default();
    let depth = count(depth, place(call, depth))?;
    if let [Some(alternate)] = counts[..] {
        let reference = call.value("RD").unwrap_or_default();
        let reference = count(reference, place(call, reference))?;
        let depth = reference.map(|r| r.saturating_add(alternate)).or(depth);
        return match depth {
            Some(depth) => checked(alternate, depth, place(call, value)).map(Some),
            None => Ok(None),
        };
    }
    let Some(&Some(alternate)) = counts.get(call.number) else {
        return Ok(None);
    };
    let sum = counts
        .iter()
        .flatten()
        .fold(0u32, |sum, n| sum.saturating_add(*n));
    let all = counts.iter().all(Option::is_some);
    let depth = if all { Some(sum) } else { depth };
    match depth {
        Some(depth) => checked(alternate, depth, place(call, value)).map(Some),
        None => Ok(None),
    }
}

/// FreeBayes: `RO` for the reference, `AO` for each other allele.
fn observed(call: &Call<'_>) -> Result<Option<Reads>, Diagnostic> {
    let (Some(others), Some(reference)) = (call.value("AO"), call.value("RO")) else {
        return Ok(None);
    };
    let mut depth = count(reference, place(call, reference))?.unwrap_or(0);
    let mut alternate = None;
    for (at, part) in others.split(',').enumerate() {
        let part_known = if part == "." { "" } else { part };
        let reads = count(part_known, place(call, part))?;
        depth = depth.saturating_add(reads.unwrap_or(0));
        if at + 1 == call.number {
            alternate = reads;
        }
    }
    Ok(alternate.map(|alternate| Reads { alternate, depth }))
}

/// Strelka: `AU`, `CU`, `GU`, `TU` for substitutions, `TAR` and `TIR` for insertions and deletions; first tier.
fn strelka(call: &Call<'_>) -> Option<Reads> {
    let first = |key: &str| call.value(key)?.split(',').next()?.parse::<u32>().ok();
    if let (Some(reference), Some(alternate)) = (first("TAR"), first("TIR")) {
        let depth = reference.saturating_add(alternate);
        return Some(Reads { alternate, depth });
    }
    let alternate = first(&format!("{}U", call.alternate))?;
    let depth = ["AU", "CU", "GU", "TU"]
        .iter()
        .filter_map(|key| first(key))
        .fold(0u32, u32::saturating_add);
    Some(Reads { alternate, depth })
}

/// A fraction, with the reads it stands for where the depth is known.
fn stated<'a>(
    call: &Call<'a>,
    fraction: &'a str,
    depth: Option<&'a str>,
    intake: &mut Intake<'_>,
) -> Result<Found, Diagnostic> {
    let percent = fraction.ends_with('%');
    let read = intake.fractions.read(fraction, place(call, fraction))?;
    let depth = depth.unwrap_or_default();
    let depth = count(depth, place(call, depth))?;
    Ok(match (read, depth) {
        (Some(vaf), Some(depth)) if vaf <= 1.0 && !percent => {
            let alternate = (f64::from(vaf) * f64::from(depth)).round() as u32;
            (Some(Reads { alternate, depth }), None)
        }
        (vaf, _) => (None, vaf),
    })
}
