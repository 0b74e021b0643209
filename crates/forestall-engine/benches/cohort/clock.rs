//! The clock of benchmarks: processor time of this program.

use std::time::Instant;

/// CPU time of this program, where the system tells it.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds: f64 = stat.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds * 1e-9)
}

/// CPU time of `run`, or elapsed time where CPU time is not to be had.
pub fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let (clock, start) = (Instant::now(), cpu_seconds());
    let result = run();
    let cpu = cpu_seconds().zip(start).map(|(end, start)| end - start);
    (cpu.unwrap_or_else(|| clock.elapsed().as_secs_f64()), result)
}
