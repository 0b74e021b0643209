//! The work on many patients: in parallel, with a bar, and resumable.

use forestall_base::sha256_hex;
use rayon::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    failure::Failure,
    out::{OutFolder, keep_part},
    progress,
};

/// What is kept of a finished patient while others are still at work.
pub(crate) trait Part: Serialize + DeserializeOwned + Send {
    /// The part as it was before it was kept; `None` if it is not whole.
    fn restored(self) -> Option<Self> {
        Some(self)
    }
}

/// What `work` makes of each of `items`, in their order; parts that an interrupted run has left in the folder are taken as they are.
///
/// `what` names the work on the bar, `patient` gives the patient of an item.
pub(crate) fn each<T, P, E>(
    items: &[T],
    what: &str,
    folder: Option<&OutFolder>,
    patient: impl Fn(&T) -> &str + Sync,
    work: impl Fn(&T) -> Result<P, E> + Sync,
) -> Vec<Result<P, E>>
where
    T: Sync,
    P: Part,
    E: From<Failure> + Send,
{
    let bar = progress::bar(items.len(), what);
    let one = |item: &T| -> Result<P, E> {
        let Some(folder) = folder else {
            return work(item);
        };
        let name = format!("{}.json", &sha256_hex(patient(item).as_bytes())[..24]);
        let kept = folder.read_part(&name);
        let kept = kept.and_then(|bytes| serde_json::from_slice::<P>(&bytes).ok());
        if let Some(part) = kept.and_then(P::restored) {
            return Ok(part);
        }
        let part = work(item)?;
        let bytes = serde_json::to_vec(&part).map_err(|e| Failure::Run(e.to_string()))?;
        keep_part(folder.path(), &name, &bytes)?;
        Ok(part)
    };
    let done = items
        .par_iter()
        .map(|item| {
            let part = one(item);
            bar.inc(1);
            part
        })
        .collect();
    bar.finish_and_clear();
    done
}
