//! Reading a large mutation table: rows per second of processor time, and the most memory that was held.
//!
//! `cargo bench -p forestall-assay --bench profile` makes a table of 100,000 rows (drawn with a fixed seed from two tables of the
//! TCGA, every 50th row a substitution that CIViC knows to make resistant) and reads it, from memory and from a file. Words after
//! `--`: `rows=N`, `seed=N`, `write=FILE` (keeps the table there). The data folder is `FORESTALL_DATA`, else `../shared/data`
//! beside the project.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod made;

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::Instant;

use forestall_assay::{ProfileOptions, read_profile, read_profile_from};
use made::Made;

fn data() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    std::env::var_os("FORESTALL_DATA").map_or_else(beside, PathBuf::from)
}

/// The most memory that was held, in MiB, where the system tells it.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// Processor time of this program, or time since the start where the system does not tell it.
fn seconds(begun: Instant) -> f64 {
    std::fs::read_to_string("/proc/self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse().ok())
        .map_or_else(|| begun.elapsed().as_secs_f64(), |ns: f64| 1e-9 * ns)
}

fn main() {
    let start = Instant::now();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let word = |key: &str| {
        words
            .iter()
            .find_map(|w| w.strip_prefix(key)?.strip_prefix('='))
    };
    let rows: usize = word("rows").map_or(100_000, |n| n.parse().unwrap());
    let seed: u64 = word("seed").map_or(7, |n| n.parse().unwrap());
    let made = match Made::read(&data()) {
        Ok(made) => made,
        Err(error) => {
            println!("skipped: {}: {error}", data().display());
            return;
        }
    };
    let scratch = std::env::temp_dir().join(format!("forestall-bench-{}.maf", std::process::id()));
    let path = word("write").map_or(scratch, PathBuf::from);
    let mut out = BufWriter::new(std::fs::File::create(&path).unwrap());
    made.write(rows, seed, &mut out).unwrap();
    out.flush().unwrap();
    drop(made);

    let options = ProfileOptions::default();
    let before = peak();
    let begun = seconds(start);
    let profile =
        read_profile_from("bench.maf", std::fs::File::open(&path).unwrap(), &options).unwrap();
    let streamed = seconds(start) - begun;
    println!(
        "{rows} rows from a file: {:.1} ms, {:.2} million rows/s; {} findings, {} samples, {} words",
        1e3 * streamed,
        rows as f64 / streamed / 1e6,
        profile.findings.len(),
        profile.samples.len(),
        profile.names.len(),
    );
    for (reason, dropped) in &profile.dropped {
        println!("   left out: {dropped} ({reason})");
    }
    drop(profile);
    if let (Some(before), Some(after)) = (before, peak()) {
        println!("   most memory held: {after:.0} MiB ({before:.0} MiB before reading)");
    }

    let bytes = std::fs::read(&path).unwrap();
    let mut times: Vec<f64> = (0..7)
        .map(|_| {
            let begun = seconds(start);
            let profile = read_profile("bench.maf", &bytes, &options).unwrap();
            assert!(!profile.findings.is_empty());
            seconds(start) - begun
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "{rows} rows ({:.1} MB) from memory: median {:.1} ms, best {:.1} ms of 7; {:.2} million rows/s",
        bytes.len() as f64 / 1e6,
        1e3 * times[3],
        1e3 * times[0],
        rows as f64 / times[3] / 1e6,
    );
    if word("write").is_none() {
        std::fs::remove_file(&path).unwrap();
    }
}
