//! No molecular profile, however broken, makes a reader panic, hang or return a number that is none; the same bytes give the same
//! profile. Texts are read as names and as evidence of CIViC, and as a catalogue file, too.
#![no_main]

use forestall_assay::{GeneSet, ProfileFormat, ProfileOptions, read_profile, read_study};
use forestall_base::{Diagnostic, Profile};
use forestall_estimate::profile::{Catalogue, Event, ImportRules, civic_event, import_civic, read_civic};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut options = ProfileOptions::default();
    check(bytes, &options);
    // A format that content does not suggest must be refused or read, too; the length chooses which.
    options.format = ProfileFormat::ALL.get(bytes.len() % (ProfileFormat::ALL.len() + 1)).copied();
    if options.format.is_some() {
        check(bytes, &options);
    }
    let (front, back) = bytes.split_at(bytes.len() / 2);
    if let Ok(text) = std::str::from_utf8(bytes) {
        words(text);
    }
    let _ = read_study(&[("data_mutations.txt", front), ("data_cna.txt", back)], &ProfileOptions::default());
});

/// A file is refused or not whoever asks for what, and rows that nobody asks for are counted.
fn asked(bytes: &[u8], options: &ProfileOptions, whole: &Result<Profile, Diagnostic>) {
    let genes = Some(GeneSet::of(["EGFR", "TP53"]));
    let options = ProfileOptions { genes, ..options.clone() };
    match (whole, read_profile("profile", bytes, &options)) {
        (Ok(whole), Ok(some)) => {
            assert_eq!(whole.findings.len(), some.findings.len() + some.unasked);
            assert_eq!((&whole.samples, whole.build), (&some.samples, some.build));
            assert_eq!((&whole.remarks, &whole.dropped), (&some.remarks, &some.dropped));
        }
        (Err(whole), Err(some)) => assert_eq!(whole.to_string(), some.to_string()),
        _ => panic!("accepted or refused by what is asked for"),
    }
}

fn check(bytes: &[u8], options: &ProfileOptions) {
    asked(bytes, options, &read_profile("profile", bytes, options));
    match (read_profile("profile", bytes, options), read_profile("profile", bytes, options)) {
        (Ok(first), Ok(second)) => {
            assert_eq!(first, second);
            for finding in &first.findings {
                assert!((finding.sample as usize) < first.samples.len());
                assert!(finding.reads.is_none_or(|reads| reads.alternate <= reads.depth));
                assert!(finding.fraction().is_none_or(|vaf| (0.0..=1.0).contains(&vaf)), "{finding:?}");
            }
        }
        (Err(first), Err(second)) => assert_eq!(first.to_string(), second.to_string()),
        _ => panic!("accepted once and refused once"),
    }
}

/// A name that is understood prints as an event that reads the same; what is imported loads.
fn words(text: &str) {
    for name in text.lines().take(20) {
        if let Ok(event) = civic_event(name) {
            assert_eq!(event.to_string().parse::<Event>(), Ok(event), "{name}");
        }
    }
    let _ = Catalogue::read(&[("m.toml", text)]);
    let Ok(catalogue) = Catalogue::embedded() else { return };
    let Ok(evidence) = read_civic("c.tsv", text, &catalogue.drugs.comma_names()) else { return };
    let rules = ImportRules { submitted: true, flagged: true, known: true, least_rating: 0 };
    let made = import_civic("c.tsv", &evidence, catalogue, rules);
    let files: Vec<(&str, &str)> = made.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    if let Err(refused) = catalogue.with(&files) {
        panic!("{refused}");
    }
}
