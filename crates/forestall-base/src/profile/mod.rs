//! Molecular profiles: what an assay found in which sample, and what it could have found.

mod coverage;
mod finding;
mod names;
mod sample;

pub use coverage::{Assessed, Coverage, Measurement};
pub use finding::{Consequence, Finding, Found, Level, Phase, Place, Reads};
pub use names::{Name, Names};
pub use sample::{Exposure, Sample};

/// A molecular profile of one or many samples, as one assay file or study folder gives it.
///
/// Nothing is interpreted: protein changes are the words of the file. Words that recur are held once ([`Names`]), so that a table of
/// a million rows stays small and each distinct change is looked at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// Words that findings refer to.
    pub names: Names,
    /// Samples, in the order of the file.
    pub samples: Vec<Sample>,
    /// What was found, in the order of the file.
    pub findings: Vec<Finding>,
    /// Rows of genes that nobody asked for: read and checked, but not kept.
    pub unasked: usize,
    /// What the assay could have found.
    pub coverage: Coverage,
    /// Drugs given, where the source says so.
    pub exposures: Vec<Exposure>,
    /// Genome build as the source names it: `GRCh37` or `GRCh38`.
    pub build: Option<&'static str>,
    /// How the source was read: its format, which column gave the allele fraction, and so on; one sentence each, for people.
    pub remarks: Vec<String>,
    /// Rows that were left out, by reason, with their number.
    pub dropped: Vec<(String, usize)>,
}

impl Profile {
    /// Number of the sample called `name`, added if it is new.
    pub fn sample(&mut self, name: &str) -> u32 {
        let known = self.samples.iter().rposition(|s| &*s.name == name);
        known.unwrap_or_else(|| {
            self.samples.push(Sample::named(name));
            self.samples.len() - 1
        }) as u32
    }

    /// Counts one row left out for `reason`.
    pub fn drop_row(&mut self, reason: &str) {
        match self.dropped.iter_mut().find(|(known, _)| known == reason) {
            Some((_, count)) => *count += 1,
            None => self.dropped.push((reason.to_owned(), 1)),
        }
    }
}
