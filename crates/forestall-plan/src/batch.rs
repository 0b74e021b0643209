//! Many runs of one regimen, in parallel, in order.

use forestall_engine::{EngineError, Job, Run, Simulation};
use rayon::prelude::*;

/// Jobs per piece of work. Fixed, so that pieces and results are the same on any number of threads.
const CHUNK: usize = 64;

/// What `keep` makes of the run of each of `count` jobs, in the order of the jobs.
pub(crate) fn run_all<T: Send>(
    simulation: &Simulation<'_>,
    count: usize,
    job: impl Fn(usize) -> Job + Sync,
    keep: impl Fn(usize, Run) -> T + Sync,
) -> Result<Vec<T>, EngineError> {
    let pieces: Result<Vec<Vec<T>>, EngineError> = (0..count.div_ceil(CHUNK))
        .into_par_iter()
        .map(|piece| {
            let first = piece * CHUNK;
            let jobs: Vec<Job> = (first..count.min(first + CHUNK)).map(&job).collect();
            let runs = simulation.run(&jobs)?;
            Ok(runs
                .into_iter()
                .zip(first..)
                .map(|(run, at)| keep(at, run))
                .collect())
        })
        .collect();
    Ok(pieces?.into_iter().flatten().collect())
}
