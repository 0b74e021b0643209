//! What benchmarks of this crate have in common.

use std::path::PathBuf;

/// Where the public data sets are.
pub fn data() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    std::env::var_os("FORESTALL_DATA").map_or_else(beside, PathBuf::from)
}

/// Processor time of this program since it began.
#[cfg(unix)]
pub fn seconds() -> f64 {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64
}

/// Time on the clock, where the system does not tell that of the processor.
#[cfg(not(unix))]
pub fn seconds() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_secs_f64()
}
