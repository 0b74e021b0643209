//! Which build of the genome a file is of.

use forestall_base::{Diagnostic, Location, Profile};

use super::options::Build;
use super::refusal::{Line, shown, whole};

/// Genes whose places on the two builds do not overlap: chromosome, then first and last position on GRCh37 and on GRCh38 (Ensembl).
const LANDMARKS: &[(&str, &str, [u32; 2], [u32; 2])] = &[
    (
        "BRAF",
        "7",
        [140_415_749, 140_624_564],
        [140_713_328, 140_924_929],
    ),
    (
        "BRCA1",
        "17",
        [41_196_312, 41_322_290],
        [43_044_295, 43_170_245],
    ),
    (
        "BRCA2",
        "13",
        [32_889_611, 32_973_809],
        [32_315_086, 32_400_268],
    ),
    (
        "FLT3",
        "13",
        [28_577_411, 28_674_729],
        [28_003_274, 28_100_592],
    ),
    (
        "IDH1",
        "2",
        [209_100_951, 209_130_798],
        [208_236_227, 208_266_074],
    ),
    (
        "IDH2",
        "15",
        [90_626_277, 90_645_736],
        [90_083_045, 90_102_504],
    ),
    (
        "KIT",
        "4",
        [55_524_085, 55_606_881],
        [54_657_918, 54_740_715],
    ),
    (
        "KRAS",
        "12",
        [25_357_723, 25_403_870],
        [25_204_789, 25_250_936],
    ),
    (
        "NRAS",
        "1",
        [115_247_090, 115_259_515],
        [114_704_469, 114_716_894],
    ),
    (
        "PIK3CA",
        "3",
        [178_865_902, 178_957_881],
        [179_148_114, 179_240_093],
    ),
    (
        "PTEN",
        "10",
        [89_622_870, 89_731_687],
        [87_862_638, 87_971_930],
    ),
    ("TP53", "17", [7_565_097, 7_590_856], [7_661_779, 7_687_538]),
];

/// Names of the genes whose places tell the build.
pub(super) fn landmarks() -> impl Iterator<Item = &'static str> {
    LANDMARKS.iter().map(|mark| mark.0)
}

/// What the file says of its build.
pub(crate) struct BuildWatch {
    wanted: Option<Build>,
    stated: Option<(Build, usize)>,
    /// The last cell that was read, which most rows repeat.
    last: String,
}

impl BuildWatch {
    pub(crate) fn new(wanted: Option<Build>) -> Self {
        Self {
            wanted,
            stated: None,
            last: String::new(),
        }
    }

    /// Whether a cell says something that was not said in the last one.
    #[inline]
    pub(crate) fn is_new(&self, text: &str) -> bool {
        !text.is_empty() && text != self.last
    }

    /// Notes the build that a line states.
    pub(crate) fn state(
        &mut self,
        text: &str,
        line: Line<'_>,
        at: impl Fn() -> Location,
    ) -> Result<(), Diagnostic> {
        if !self.is_new(text) {
            return Ok(());
        }
        text.clone_into(&mut self.last);
        let Some(build) = Build::named(text) else {
            return match animal(text) {
                Some(animal) => Err(whole(
                    "G0031",
                    line.file,
                    &format!("{} is a genome of the {animal}", shown(text)),
                )
                .at(at())
                .expected("GRCh37 or GRCh38")
                .help("resistance is known for human residues: translate genes and residues to the human orthologues first")),
                None => Ok(()),
            };
        };
        if let Some((before, row)) = self.stated.filter(|(before, _)| *before != build) {
            return Err(whole(
                "G0030",
                line.file,
                &format!(
                    "builds are mixed: {} here, {} in line {row}",
                    build.name(),
                    before.name()
                ),
            )
            .at(at())
            .expected("one build of the genome in one file")
            .help("lift the rows of one build over, or read the two parts as two files"));
        }
        self.stated.get_or_insert((build, line.number));
        if let Some(wanted) = self.wanted.filter(|wanted| *wanted != build) {
            return Err(whole(
                "G0032",
                line.file,
                &format!(
                    "the file says {}, but {} was asked for",
                    build.name(),
                    wanted.name()
                ),
            )
            .at(at())
            .expected(format!("positions on {}", wanted.name()))
            .help(format!(
                "leave --build out or say --build {}, or lift the file over",
                build.name()
            )));
        }
        Ok(())
    }

    /// The build of the file, checked against the places of known genes.
    pub(crate) fn judge(&self, file: &str, profile: &Profile) -> Result<Option<Build>, Diagnostic> {
        let known: Vec<_> = LANDMARKS
            .iter()
            .filter_map(|mark: &Landmark| Some((profile.names.find(mark.0)?, mark)))
            .collect();
        // Calls without a gene tell less: which of the ranges they hit.
        let unnamed = profile.names.find("");
        let mut hits = [0usize; 2];
        let mut rows = [0usize; 2];
        let mut first = [None; 2];
        for finding in &profile.findings {
            let Some(place) = finding.place else { continue };
            let on = |mark: &Landmark| profile.names.text(place.chromosome) == mark.1;
            if Some(finding.gene) == unnamed {
                for mark in LANDMARKS.iter().filter(|mark| on(mark)) {
                    hits[0] += usize::from((mark.2[0]..=mark.2[1]).contains(&place.start));
                    hits[1] += usize::from((mark.3[0]..=mark.3[1]).contains(&place.start));
                }
                continue;
            }
            let Some((_, mark)) = known.iter().find(|(gene, _)| *gene == finding.gene) else {
                continue;
            };
            if !on(mark) {
                continue;
            }
            let within = |range: [u32; 2]| (range[0]..=range[1]).contains(&place.start);
            for (build, range) in [mark.2, mark.3].into_iter().enumerate() {
                if within(range) {
                    rows[build] += 1;
                    first[build].get_or_insert((mark.0, place.start, finding.line));
                }
            }
        }
        let seen = match rows {
            [old, new] if old > new => Some((Build::Grch37, old, first[0])),
            [old, new] if new > old => Some((Build::Grch38, new, first[1])),
            _ => None,
        };
        let stated = self.stated.map(|(build, _)| build).or(self.wanted);
        if let (Some(stated), Some((seen, rows, Some((gene, start, line))))) = (stated, seen)
            && stated != seen
        {
            return Err(whole(
                "G0033",
                file,
                &format!(
                    "positions are on {}, not on {}: {gene} at {start} in line {line}, and so in {rows} of {} rows that can tell",
                    seen.name(),
                    stated.name(),
                    rows_that_tell(profile, &known),
                ),
            )
            .expected(format!("positions on {}", stated.name()))
            .help(format!("correct the build that is stated to {}, or lift the file over", seen.name())));
        }
        let guessed = match hits {
            [old, new] if old > 3 * new => Some(Build::Grch37),
            [old, new] if new > 3 * old => Some(Build::Grch38),
            _ => None,
        };
        Ok(stated.or(seen.map(|(build, ..)| build)).or(guessed))
    }
}

type Landmark = (&'static str, &'static str, [u32; 2], [u32; 2]);

fn rows_that_tell(profile: &Profile, known: &[(forestall_base::Name, &Landmark)]) -> usize {
    let tells = |finding: &&forestall_base::Finding| {
        finding.place.is_some() && known.iter().any(|(gene, _)| *gene == finding.gene)
    };
    profile.findings.iter().filter(tells).count()
}

fn animal(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if is(&["mm9", "mm10", "mm39", "grcm", "ncbim37"]) {
        Some("mouse")
    } else if is(&["rn4", "rn5", "rn6", "rn7", "rnor", "mratbn"]) {
        Some("rat")
    } else if is(&["canfam"]) {
        Some("dog")
    } else if is(&["danrer", "grcz"]) {
        Some("zebrafish")
    } else {
        None
    }
}
