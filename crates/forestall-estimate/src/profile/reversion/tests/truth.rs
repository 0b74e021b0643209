//! Oracle: a random coding sequence is edited base by base and translated.

use forestall_base::Stream;

use super::super::super::change::CodingChange;
use super::super::super::phase::Proof;
use super::super::codon;
use super::super::{CodingVariant, ReversionVerdict, reversion};

/// A coding sequence of `codons` random sense codons between a start and a stop.
fn random_sequence(codons: usize, stream: &mut Stream) -> String {
    let mut sequence = String::from("ATG");
    while sequence.len() < 3 * (codons + 1) {
        let codon = [0; 3].map(|_: u8| codon::BASES[stream.below(4)]);
        if codon::residue(codon) != Some('*') {
            sequence.extend(codon.map(char::from));
        }
    }
    sequence + "TAA"
}

fn random_bases(count: usize, stream: &mut Stream) -> String {
    (0..count)
        .map(|_| char::from(codon::BASES[stream.below(4)]))
        .collect()
}

/// An edit of the oracle: which bases (counted from 1) go, and what is put behind base `behind`.
struct Cut {
    gone: std::ops::Range<usize>,
    behind: usize,
    put: String,
}

/// A change of net length `d` that begins at base `at`, in HGVS and for the oracle.
fn change(d: i64, at: usize, sequence: &str, stream: &mut Stream) -> (String, Cut) {
    let size = d.unsigned_abs() as usize;
    let nothing = 0..0;
    match (d, stream.below(2)) {
        (0, _) => {
            let old = &sequence[at - 1..at];
            let new = if old == "A" { "C" } else { "A" };
            let cut = Cut {
                gone: at..at + 1,
                behind: at,
                put: new.into(),
            };
            (format!("c.{at}{old}>{new}"), cut)
        }
        (1.., 0) => {
            let new = random_bases(size, stream);
            let text = format!("c.{at}_{}ins{new}", at + 1);
            (
                text,
                Cut {
                    gone: nothing,
                    behind: at,
                    put: new,
                },
            )
        }
        (1.., _) => {
            let last = at + size - 1;
            let text = if size == 1 {
                format!("c.{at}dup")
            } else {
                format!("c.{at}_{last}dup")
            };
            let put = sequence[at - 1..last].to_owned();
            (
                text,
                Cut {
                    gone: nothing,
                    behind: last,
                    put,
                },
            )
        }
        (_, 0) => {
            let last = at + size - 1;
            let text = if size == 1 {
                format!("c.{at}del")
            } else {
                format!("c.{at}_{last}del")
            };
            (
                text,
                Cut {
                    gone: at..last + 1,
                    behind: last,
                    put: String::new(),
                },
            )
        }
        (_, _) => {
            let new = random_bases(2, stream);
            let last = at + size + 1;
            (
                format!("c.{at}_{last}delins{new}"),
                Cut {
                    gone: at..last + 1,
                    behind: last,
                    put: new,
                },
            )
        }
    }
}

fn edited(sequence: &str, cuts: &[&Cut]) -> String {
    let mut out = String::new();
    for (i, base) in sequence.chars().enumerate() {
        if !cuts.iter().any(|c| c.gone.contains(&(i + 1))) {
            out.push(base);
        }
        for cut in cuts.iter().filter(|c| c.behind == i + 1) {
            out.push_str(&cut.put);
        }
    }
    out
}

fn translated(sequence: &str) -> String {
    let bytes = sequence.as_bytes();
    bytes
        .chunks_exact(3)
        .map(|c| codon::residue([c[0], c[1], c[2]]).unwrap())
        .collect()
}

fn variant(text: &str) -> CodingVariant {
    CodingVariant {
        coding: Some(CodingChange::parse(text).unwrap()),
        protein: None,
    }
}

/// All net lengths -30..30 of both variants, either first: without sequence the frame, with it the protein, agree with the oracle.
#[test]
fn every_pair_of_shifts_agrees_with_an_edited_and_translated_sequence() {
    let (mut judged, mut stopped, mut expected_free) = (0, 0_u32, 0.0);
    for d1 in -30_i64..=30 {
        for d2 in -30_i64..=30 {
            for upstream in [true, false] {
                let seed = (d1 + 30) * 122 + (d2 + 30) * 2 + i64::from(upstream);
                let mut stream = Stream::new(17, seed as u32, 0);
                let sequence = random_sequence(120, &mut stream);
                let near = 100 + stream.below(3);
                let far = near + 40 + stream.below(60);
                let (at1, at2) = if upstream { (near, far) } else { (far, near) };
                let (text1, cut1) = change(d1, at1, &sequence, &mut stream);
                let (text2, cut2) = change(d2, at2, &sequence, &mut stream);
                let both = edited(&sequence, &[&cut1, &cut2]);
                let tail = &translated(&sequence)[100..];
                let framed = both.len().is_multiple_of(3) && translated(&both).ends_with(tail);
                let protein = translated(&both);
                let whole = framed && protein.find('*') == Some(protein.len() - 1);
                let call = |given: Option<&str>| {
                    reversion(&variant(&text1), &variant(&text2), Proof::Proven, given)
                };
                let blind = call(None);
                let read = call(Some(&sequence));
                let words = format!("{text1} {text2}: {} / {}", blind.reason, read.reason);
                if d1 % 3 == 0 {
                    assert_eq!(blind.verdict, ReversionVerdict::NotAssessable, "{words}");
                    continue;
                }
                let verdict = |restored: bool| {
                    if restored {
                        ReversionVerdict::Restored
                    } else {
                        ReversionVerdict::NotRestored
                    }
                };
                assert_eq!(blind.verdict, verdict(framed), "{words}");
                assert_eq!(read.verdict, verdict(whole), "{words}");
                if framed {
                    judged += 1;
                    stopped += u32::from(!whole);
                    expected_free += blind.stretch.unwrap().free_of_stops;
                }
            }
        }
    }
    assert!(judged > 1500, "{judged}");
    // The chance without stops, (61/64)^n, agrees with what random sequences show: both within 0.05.
    let free = 1.0 - f64::from(stopped) / f64::from(judged);
    assert!(
        (free - expected_free / f64::from(judged)).abs() < 0.05,
        "{free} {expected_free} {judged}"
    );
}

/// Every deletion over or beside a frameshift, on a short grid: removal and overlap agree with the oracle.
#[test]
fn every_deletion_over_a_deletion_agrees_with_the_bases_left() {
    let mut stream = Stream::new(23, 0, 0);
    let sequence = random_sequence(60, &mut stream);
    let tail = translated(&sequence)[40..].to_owned();
    for (a, b) in [(60, 60), (60, 61), (60, 63), (60, 66)] {
        for from in 50..70_usize {
            for to in from..80 {
                let text1 = format!("c.{a}_{b}del").replace("c.60_60", "c.60");
                let text2 = format!("c.{from}_{to}del");
                if (b - a + 1) % 3 == 0 || (from, to) == (a, b) {
                    continue;
                }
                let left: String = sequence
                    .chars()
                    .enumerate()
                    .filter(|(i, _)| !(a..=b).contains(&(i + 1)) && !(from..=to).contains(&(i + 1)))
                    .map(|(_, base)| base)
                    .collect();
                let framed = left.len().is_multiple_of(3) && translated(&left).ends_with(&tail);
                let call = reversion(&variant(&text1), &variant(&text2), Proof::Proven, None);
                let restored = call.verdict == ReversionVerdict::Restored;
                assert_eq!(restored, framed, "{text1} {text2}: {}", call.reason);
            }
        }
    }
}

/// All pairs of substitutions in a codon that is first made a stop: what arithmetic decides without the sequence is what the
/// codon becomes, and with the sequence everything is decided.
#[test]
fn every_pair_of_substitutions_in_a_codon_agrees_with_the_genetic_code() {
    use super::super::super::change::ProteinChange;
    for reference in codon::all().filter(|c| codon::residue(*c) != Some('*')) {
        let text: String = reference.iter().map(|b| char::from(*b)).collect();
        let sequence = format!("ATG{text}GCTGCTTAA");
        for (i, x) in (0..3).flat_map(|i| codon::BASES.map(|b| (i, b))) {
            let mut stop = reference;
            stop[i] = x;
            if codon::residue(stop) != Some('*') {
                continue;
            }
            for (j, y) in (0..3).flat_map(|j| codon::BASES.map(|b| (j, b))) {
                if y == reference[j] || (i, x) == (j, y) {
                    continue;
                }
                let mut last = stop;
                last[j] = y;
                let sense = codon::residue(last) != Some('*');
                let change = |k: usize, b: u8| {
                    variant(&format!(
                        "c.{}{}>{}",
                        4 + k,
                        char::from(reference[k]),
                        char::from(b)
                    ))
                };
                let mut primary = change(i, x);
                let residue = codon::residue(reference).unwrap();
                primary.protein = ProteinChange::parse(&format!("{residue}2*")).ok();
                let expected = if sense {
                    ReversionVerdict::Restored
                } else {
                    ReversionVerdict::NotRestored
                };
                let blind = reversion(&primary, &change(j, y), Proof::Proven, None);
                let open = blind.verdict == ReversionVerdict::NotAssessable;
                assert!(
                    open || blind.verdict == expected,
                    "{text} {i} {j}: {}",
                    blind.reason
                );
                let read = reversion(&primary, &change(j, y), Proof::Proven, Some(&sequence));
                assert!(
                    i == j || read.verdict == expected,
                    "{text} {i} {j}: {}",
                    read.reason
                );
            }
        }
    }
}
