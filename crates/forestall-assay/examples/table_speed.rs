//! Reads a table of 1,000,000 rows: `cargo run --release -p forestall-assay --example table_speed`.

#![allow(clippy::print_stdout, clippy::expect_used)]

use std::fmt::Write as _;
use std::time::Instant;

use forestall_assay::{AssayColumn, Mapping, read_measurements};

fn main() {
    let mut table = String::from("patient,arm,day,psa,on\n");
    for row in 0..1_000_000_u32 {
        let (patient, visit) = (row / 50, row % 50);
        let psa = f64::from(row % 997) * 0.37;
        writeln!(
            table,
            "P{patient:06},adaptive,{},{psa:.2},{}",
            visit * 28,
            visit % 3 / 2
        )
        .expect("writing to memory");
    }
    let mapping = Mapping::new("patient", "day")
        .assay(AssayColumn::new("psa"))
        .drug("abiraterone", "on");
    for _ in 0..3 {
        let begin = Instant::now();
        let cohort =
            read_measurements("speed.csv", table.as_bytes(), &mapping).expect("a legal table");
        println!(
            "{} readings of {} patients from {} MB in {:.3} s",
            cohort.readings(),
            cohort.patients.len(),
            table.len() / 1_000_000,
            begin.elapsed().as_secs_f64()
        );
    }
}
