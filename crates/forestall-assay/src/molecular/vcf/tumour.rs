//! Which column of a VCF is the tumour.

use forestall_base::{Diagnostic, nearest};

use super::heading::Heading;
use crate::molecular::intake::{Intake, stem};
use crate::molecular::refusal::{Line, shown};

/// The tumour sample.
pub(super) struct Tumour {
    pub(super) name: String,
    /// Its column; `None` where the file has no column of samples.
    pub(super) column: Option<usize>,
    /// Number of samples in the file.
    pub(super) of: usize,
}

impl Tumour {
    /// Chooses the tumour among the columns of the line `#CHROM ...`.
    pub(super) fn choose(
        line: Line<'_>,
        heading: &Heading,
        intake: &Intake<'_>,
    ) -> Result<Self, Diagnostic> {
        let names: Vec<&str> = line.text.split('\t').skip(9).map(str::trim).collect();
        let at = |column: usize| Self {
            name: names[column].to_owned(),
            column: Some(column + 9),
            of: names.len(),
        };
        let find = |wanted: &str| names.iter().position(|name| *name == wanted);
        if let Some((column, name)) =
            (1..names.len()).find_map(|n| names[..n].contains(&names[n]).then(|| (n, names[n])))
        {
            return Err(Diagnostic::error(
                "G0047",
                format!("two columns are sample {}", shown(name)),
            )
            .at(line.part(names[column]))
            .expected("one column for each sample")
            .help("rename one of them: bcftools reheader -s NAMES FILE"));
        }
        if let Some(wanted) = &intake.options.tumour_sample {
            return find(wanted).map(at).ok_or_else(|| {
                let near = nearest(wanted, names.iter().copied());
                Diagnostic::error("G0062", format!("there is no sample {}", shown(wanted)))
                    .at(line.part(names.first().copied().unwrap_or(line.text)))
                    .expected(format!("one of {}", names.join(", ")))
                    .help(near.map_or_else(
                        || "give one of these names with --tumor-sample".to_owned(),
                        |near| format!("did you mean {}?", shown(near)),
                    ))
            });
        }
        match names.len() {
            0 => {
                return Ok(Self {
                    name: stem(intake.file).to_owned(),
                    column: None,
                    of: 0,
                });
            }
            1 => return Ok(at(0)),
            _ => {}
        }
        let stated = heading.tumour.as_deref().and_then(find);
        let called = |words: &[&str]| {
            let mut which = (0..names.len())
                .filter(|&n| words.iter().any(|word| names[n].eq_ignore_ascii_case(word)));
            which.next().filter(|_| which.next().is_none())
        };
        let tumour = stated.or_else(|| called(&["tumor", "tumour", "t"]));
        let normal = heading.normal.as_deref().and_then(find);
        let normal = normal.or_else(|| called(&["normal", "n", "control", "germline", "blood"]));
        let other = normal.filter(|_| names.len() == 2).map(|normal| 1 - normal);
        tumour.or(other).map(at).ok_or_else(|| {
            Diagnostic::error(
                "G0060",
                format!(
                    "it is not known which of {} samples is the tumour",
                    names.len()
                ),
            )
            .at(line.part(names[0]))
            .expected(format!("one of {}", names.join(", ")))
            .help(format!("name it: --tumor-sample {}", names[0]))
        })
    }
}
