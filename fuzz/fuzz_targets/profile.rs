//! No molecular profile, however broken, makes a reader panic, hang or return a number that is none; the same bytes give the same
//! profile.
#![no_main]

use forestall_assay::{ProfileFormat, ProfileOptions, read_profile, read_study};
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
    let _ = read_study(&[("data_mutations.txt", front), ("data_cna.txt", back)], &ProfileOptions::default());
});

fn check(bytes: &[u8], options: &ProfileOptions) {
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
