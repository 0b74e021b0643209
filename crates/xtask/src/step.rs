//! A named, timed step, and the summary after the last one.

use std::time::Instant;

use crate::tally::Tally;

/// Failures of one step that are repeated in the summary; the others stand in the step's own output.
const REPEATED: usize = 10;

/// What a step was called and what it found.
pub struct Done {
    name: String,
    again: String,
    tally: Tally,
    seconds: f64,
}

/// Runs one step under a headline and prints how it ended; `again` is the command that repeats it.
pub fn run(name: &str, again: &str, what: &str, body: impl FnOnce() -> Tally) -> Done {
    println!("\n── {name}: {what}");
    let start = Instant::now();
    let tally = body();
    let done = Done {
        name: name.to_owned(),
        again: again.to_owned(),
        tally,
        seconds: start.elapsed().as_secs_f64(),
    };
    for message in &done.tally.failed {
        println!("   FAILED {message}");
    }
    println!("── {}", line(&done));
    done
}

/// Runs one step by itself and says whether it was sound.
pub fn alone(name: &str, body: impl FnOnce() -> Tally) -> bool {
    summarise(&[run(name, &format!("cargo xtask {name}"), "alone", body)])
}

/// Prints a line for each step, what failed and how to repeat it, and the closing counts. True if nothing failed.
pub fn summarise(steps: &[Done]) -> bool {
    println!("\n── summary");
    for done in steps {
        println!("   {}", line(done));
    }
    for done in steps {
        for message in &done.tally.skipped {
            println!("\nskipped in {}: {message}", done.name);
        }
    }
    for done in steps.iter().filter(|done| !done.tally.failed.is_empty()) {
        println!("\nfailed in {} (repeat with `{}`):", done.name, done.again);
        for message in done.tally.failed.iter().take(REPEATED) {
            println!("   {message}");
        }
        if done.tally.failed.len() > REPEATED {
            println!("   and {} more", done.tally.failed.len() - REPEATED);
        }
    }
    let passed: usize = steps.iter().map(|done| done.tally.passed).sum();
    let failed: usize = steps.iter().map(|done| done.tally.failed.len()).sum();
    println!("\n{passed} passed, {failed} failed");
    failed == 0
}

fn line(done: &Done) -> String {
    let tally = &done.tally;
    let skipped = match tally.skipped.len() {
        0 => String::new(),
        count => format!(", {count} skipped"),
    };
    format!(
        "{:<9} {:>7.1} s  {} passed, {} failed{skipped}",
        done.name,
        done.seconds,
        tally.passed,
        tally.failed.len()
    )
}
