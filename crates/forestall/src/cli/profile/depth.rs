//! How many reads a position typically has, as it is typed.

use forestall_base::Profile;

use crate::cli::failure::Failure;

/// Calls with counted reads from which a typical depth is told.
const LEAST: usize = 5;

/// What `--depth` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// So many reads.
    Stated(u32),
    /// The median of the sample's own calls.
    Calls,
}

/// `500`, or `calls`.
pub(super) fn depth(text: &str) -> Result<Depth, String> {
    match text.trim() {
        "calls" => Ok(Depth::Calls),
        number => match number.parse() {
            Ok(reads) if reads > 0 => Ok(Depth::Stated(reads)),
            _ => Err(
                "a number of reads above 0, or `calls` for the median of the sample's own calls"
                    .to_owned(),
            ),
        },
    }
}

/// Purities between 0 and 1.
pub(super) fn purity(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(share) if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err("a fraction of tumour cells above 0, at most 1".to_owned()),
    }
}

/// The first for the sample before, the last for the one after.
pub(super) fn both<T: Copy>(given: &[T], option: &str) -> Result<[Option<T>; 2], Failure> {
    match given {
        [] => Ok([None, None]),
        [one] => Ok([Some(*one); 2]),
        [before, after] => Ok([Some(*before), Some(*after)]),
        more => Err(Failure::usage(
            format!("{option} is given {} values", more.len()),
            "give one for both samples, or two: before,after",
        )),
    }
}

impl Depth {
    /// Sets the depth of a sample.
    pub(super) fn apply(self, profile: &mut Profile, sample: u32) {
        let depth = match self {
            Self::Stated(reads) => Some(reads),
            Self::Calls => {
                let own = profile.findings.iter().filter(|f| f.sample == sample);
                let mut depths: Vec<u32> = own.filter_map(|f| Some(f.reads?.depth)).collect();
                depths.sort_unstable();
                (depths.len() >= LEAST).then(|| depths[depths.len() / 2])
            }
        };
        let sample = &mut profile.samples[sample as usize];
        sample.depth = sample.depth.or(depth);
    }
}
