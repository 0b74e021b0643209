//! Reading a large mutation table and matching it with the catalogue: rows per second of processor time, and the most memory held.
//!
//! `cargo bench -p forestall --bench profile` makes a table of 100,000 rows (drawn with a fixed seed from two tables of the TCGA, every
//! 50th row a substitution that CIViC knows to make resistant), reads it and asks for resistance to any drug. Words after `--`: `rows=N`,
//! `seed=N`, `table=FILE` (makes the table there, or takes the one that is there), `write` (no more than that), `catalogue=FILE`
//! (writes the part of the catalogue that `benches/peers/peer_profile.py` matches too), `hits=FILE` (writes what was found of it),
//! `--json`. The data folder is `FORESTALL_DATA`, else `../shared/data` beside the project.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod common;
mod made;
#[path = "../shared/mod.rs"]
mod shared;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use forestall::assay::{GeneSet, ProfileOptions, read_profile_from};
use forestall::estimate::profile::{Catalogue, Question, explain, name_places};
use made::Made;
use shared::{data, seconds};

/// The most memory that was held, in MiB, where the system tells it.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// Makes the table unless it is there.
fn table(path: &Path, rows: usize, seed: u64) -> bool {
    if path.exists() {
        return true;
    }
    match Made::read(&data()) {
        Ok(made) => {
            let mut out = BufWriter::new(File::create(path).unwrap());
            made.write(rows, seed, &mut out).unwrap();
            out.flush().unwrap();
            true
        }
        Err(error) => {
            println!("skipped: {}: {error}", data().display());
            false
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let word = |key: &str| {
        words
            .iter()
            .find_map(|w| w.strip_prefix(key)?.strip_prefix('='))
    };
    let rows: usize = word("rows").map_or(100_000, |n| n.parse().unwrap());
    let seed: u64 = word("seed").map_or(7, |n| n.parse().unwrap());
    let scratch = std::env::temp_dir().join(format!("forestall-bench-{}.maf", std::process::id()));
    let path = word("table").map_or(scratch, PathBuf::from);
    let begun = seconds();
    let catalogue = Catalogue::embedded().unwrap();
    let load_s = seconds() - begun;
    if let Some(file) = word("catalogue") {
        std::fs::write(file, common::parts(catalogue)).unwrap();
    }
    if !table(&path, rows, seed) || words.iter().any(|w| w == "write") {
        return;
    }
    let question = Question::default();
    let begun = seconds();
    let options = ProfileOptions {
        genes: Some(GeneSet::of(catalogue.names_of_genes())),
        ..ProfileOptions::default()
    };
    let file = File::open(&path).unwrap();
    let mut profile = read_profile_from("bench.maf", file, &options).unwrap();
    let read_s = seconds() - begun;
    name_places(&mut profile, catalogue);
    let found = explain(&profile, catalogue, &question);
    let both_s = seconds() - begun;
    if let Some(file) = word("hits") {
        std::fs::write(file, common::hits(catalogue, &found)).unwrap();
    }
    let count = profile.findings.len() + profile.unasked;
    if words.iter().any(|w| w == "--json") {
        println!(
            "{{\"rows\": {count}, \"load_s\": {load_s}, \"read_s\": {read_s}, \"read_and_match_s\": {both_s}, \"answers\": {}}}",
            found.mechanisms.len()
        );
    } else {
        println!(
            "{count} rows: read in {:.1} ms, read and matched in {:.1} ms ({:.2} million rows/s); {} answers, {} reasons why others cannot be \
             told; the catalogue was loaded in {:.1} ms",
            1e3 * read_s,
            1e3 * both_s,
            count as f64 / both_s / 1e6,
            found.mechanisms.len(),
            found.not_assessable.len(),
            1e3 * load_s,
        );
        for (reason, dropped) in &profile.dropped {
            println!("   left out: {dropped} ({reason})");
        }
        if let Some(peak) = peak() {
            println!("   most memory held: {peak:.0} MiB");
        }
    }
    if word("table").is_none() {
        std::fs::remove_file(&path).unwrap();
    }
}
