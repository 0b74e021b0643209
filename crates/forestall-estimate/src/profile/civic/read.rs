//! The evidence table.

use forestall_base::{Diagnostic, Diagnostics, Location};

use crate::profile::catalogue::{CivicRow, Direction, Level, Together};

/// Columns that are used.
const COLUMNS: [&str; 13] = [
    "molecular_profile",
    "disease",
    "doid",
    "therapies",
    "therapy_interaction_type",
    "evidence_type",
    "evidence_direction",
    "evidence_level",
    "significance",
    "citation_id",
    "source_type",
    "evidence_status",
    "evidence_id",
];
/// Columns that are used where they are there.
const OPTIONAL: [&str; 5] = [
    "rating",
    "is_flagged",
    "variant_origin",
    "asco_abstract_id",
    "last_review_date",
];
/// Refusals before the reader gives up.
const MOST: usize = 20;

/// One item of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CivicEvidence {
    /// Its number.
    pub id: u32,
    /// Name of the molecular profile.
    pub profile: String,
    /// Disease, as CIViC calls it.
    pub disease: Option<String>,
    /// Its number in the Disease Ontology.
    pub doid: Option<u32>,
    /// Therapies.
    pub therapies: CivicTherapies,
    /// `Predictive`, `Prognostic`, ...
    pub kind: String,
    /// Whether it supports its significance or speaks against it; absent where CIViC has none.
    pub direction: Option<Direction>,
    /// Level.
    pub level: Level,
    /// `Resistance`, `Sensitivity/Response`, ...
    pub significance: String,
    /// PubMed id, if the source is in PubMed: ids of meeting abstracts look alike and are none.
    pub pmid: Option<u32>,
    /// Meeting abstract that it rests on, if its source is none of PubMed: `ASCO abstract 9005`.
    pub meeting: Option<String>,
    /// Whether the item is accepted.
    pub accepted: bool,
    /// Whether a curator has flagged it.
    pub flagged: bool,
    /// Stars, 1 to 5.
    pub rating: Option<u8>,
    /// Whether the variant is inherited.
    pub germline: bool,
    /// Day of the last review, `2023-01-09`.
    pub reviewed: Option<String>,
}

impl CivicEvidence {
    /// What the lint of a catalogue asks of it.
    #[must_use]
    pub fn row(&self) -> CivicRow {
        CivicRow {
            pmid: self.pmid,
            profile: self.profile.clone(),
            therapies: self.therapies.names.clone(),
            supports: self.direction == Some(Direction::Supports),
            sensitivity: self.significance == "Sensitivity/Response",
        }
    }

    /// Whether it supports resistance; evidence against resistance never does.
    #[must_use]
    pub fn supports_resistance(&self) -> bool {
        self.kind == "Predictive"
            && self.significance == "Resistance"
            && self.direction == Some(Direction::Supports)
    }
}

/// Therapies of an item, and how they belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CivicTherapies {
    /// Names, as CIViC has them.
    pub names: Vec<String>,
    /// How several belong together; any one of them where CIViC says `Substitutes`.
    pub relation: Together,
}

impl CivicTherapies {
    /// Splits a list only where CIViC says that there are several, and keeps names that hold a comma whole.
    fn read(text: &str, interaction: &str, comma_names: &[&str]) -> Option<Self> {
        let relation = match interaction {
            "" | "Substitutes" => Together::Any,
            "Combination" => Together::All,
            "Sequential" => Together::Sequence,
            _ => return None,
        };
        let text = text.trim();
        let mut names = Vec::new();
        if interaction.is_empty() {
            names.extend((!text.is_empty()).then(|| text.to_owned()));
        } else {
            let mut rest = text;
            while !rest.is_empty() {
                let whole = comma_names.iter().find(|name| {
                    rest.strip_prefix(**name)
                        .is_some_and(|after| after.is_empty() || after.starts_with(','))
                });
                let end = whole.map_or_else(|| rest.find(',').unwrap_or(rest.len()), |n| n.len());
                names.push(rest[..end].trim().to_owned());
                rest = rest[end..].strip_prefix(',').unwrap_or("").trim_start();
            }
        }
        Some(Self { names, relation })
    }
}

/// Reads CIViC's evidence summary: tab-separated, one header, no quoting. `comma_names` are names of drugs that hold a comma, the
/// longest first.
///
/// # Errors
/// [`Diagnostics`] with file, line and column of what is missing or is not as CIViC writes it.
pub fn read_civic(
    file: &str,
    text: &str,
    comma_names: &[&str],
) -> Result<Vec<CivicEvidence>, Diagnostics> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let mut places = [0; COLUMNS.len()];
    let mut missing = Vec::new();
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        match header.iter().position(|h| *h == column) {
            Some(at) => *place = at,
            None => missing.push(column),
        }
    }
    let optional = OPTIONAL.map(|column| header.iter().position(|h| *h == column));
    if !missing.is_empty() {
        let message = format!("no column {}", missing.join(", "));
        let at = Location::of_span(file, text, 0, header.join("\t").len());
        return Err(Diagnostic::error("K0201", message)
            .at(at)
            .help("give the evidence summaries that CIViC offers under Releases, as TSV")
            .into());
    }
    let mut all = Vec::new();
    let mut refusals = Vec::new();
    for line in lines {
        if line.trim().is_empty() {
            continue;
        }
        match item(line, header.len(), (&places, &optional), comma_names) {
            Ok(item) => all.push(item),
            Err((problem, cell)) => {
                let start = line.as_ptr() as usize - text.as_ptr() as usize;
                let from = start + cell.map_or(0, |c| c.as_ptr() as usize - line.as_ptr() as usize);
                let length = cell.map_or(line.len(), str::len).max(1);
                let at = Location::of_span(file, text, from, from + length);
                refusals.push(Diagnostic::error("K0202", problem).at(at));
                if refusals.len() >= MOST {
                    break;
                }
            }
        }
    }
    if refusals.is_empty() {
        Ok(all)
    } else {
        Err(Diagnostics(refusals))
    }
}

/// One row; else the problem, and the cell it is in.
fn item<'a>(
    line: &'a str,
    width: usize,
    (places, optional_places): (&[usize; COLUMNS.len()], &[Option<usize>; OPTIONAL.len()]),
    comma_names: &[&str],
) -> Result<CivicEvidence, (String, Option<&'a str>)> {
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() != width {
        return Err((
            format!("{} cells, the header has {width}", cells.len()),
            None,
        ));
    }
    let cell = |k: usize| cells[places[k]];
    let wrong = |k: usize| {
        (
            format!("\"{}\" is no {}", cell(k), COLUMNS[k]),
            Some(cell(k)),
        )
    };
    let optional = |k: usize| (!cell(k).is_empty()).then(|| cell(k).to_owned());
    let more = |k: usize| optional_places[k].map_or("", |at| cells[at].trim());
    let direction = match cell(6) {
        "Supports" => Some(Direction::Supports),
        "Does Not Support" => Some(Direction::Against),
        "" | "N/A" => None,
        _ => return Err(wrong(6)),
    };
    let level = match cell(7) {
        "A" => Level::A,
        "B" => Level::B,
        "C" => Level::C,
        "D" => Level::D,
        "E" => Level::E,
        _ => return Err(wrong(7)),
    };
    let pmid = match cell(10) {
        "PubMed" => Some(cell(9).parse().map_err(|_| wrong(9))?),
        _ => None,
    };
    let rating = match more(0) {
        "" => None,
        text => {
            let stars = text.parse().ok().filter(|stars| (1..=5).contains(stars));
            Some(stars.ok_or_else(|| {
                let at = optional_places[0].map(|at| cells[at]);
                (format!("\"{text}\" is no rating from 1 to 5"), at)
            })?)
        }
    };
    let meeting = (pmid.is_none() && !cell(10).is_empty()).then(|| {
        let number = if more(3).is_empty() { cell(9) } else { more(3) };
        format!("{} abstract {number}", cell(10))
    });
    let day = more(4).split(' ').next().unwrap_or_default();
    let is_day = day.len() == 10 && day.chars().all(|c| c.is_ascii_digit() || c == '-');
    Ok(CivicEvidence {
        id: cell(12).parse().map_err(|_| wrong(12))?,
        profile: cell(0).trim().to_owned(),
        disease: optional(1),
        doid: match cell(2) {
            "" => None,
            text => Some(text.parse().map_err(|_| wrong(2))?),
        },
        therapies: CivicTherapies::read(cell(3), cell(4), comma_names).ok_or_else(|| wrong(4))?,
        kind: cell(5).to_owned(),
        direction,
        level,
        significance: cell(8).to_owned(),
        pmid,
        meeting,
        accepted: cell(11) == "accepted",
        flagged: more(1) == "true",
        rating,
        germline: more(2).contains("Germline"),
        reviewed: is_day.then(|| day.to_owned()),
    })
}
