//! Reads one change that is free of blanks and parentheses.

use super::error::shortened;
use super::lead::{Lead, cased, coded, lead, lettered};
use super::{ChangeError, ProteinChange, Residue, Site};

/// Most residues that a count such as `ins(12)` may stand for.
const MOST_COUNTED: usize = 2_000;

/// A change, and what its canonical form leaves out.
pub(super) struct Parsed {
    pub change: ProteinChange,
    pub alternate: Option<Residue>,
    pub tail: Option<u32>,
}

impl From<ProteinChange> for Parsed {
    fn from(change: ProteinChange) -> Self {
        Self {
            change,
            alternate: None,
            tail: None,
        }
    }
}

/// What is known of a text beside the text itself.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// Whether a blank stood within the letters before the position.
    pub parted: bool,
    /// Whether `p.` stood before it: its letters are residues for sure.
    pub protein: bool,
    /// What was given, for messages.
    pub whole: &'a str,
}

/// Reads `text`.
pub(super) fn parse_single(text: &str, around: Around<'_>) -> Result<Parsed, ChangeError> {
    let Around {
        parted,
        protein,
        whole,
    } = around;
    let upper = text.to_ascii_uppercase();
    match upper.as_str() {
        "" | "?" => return Ok(ProteinChange::Unknown.into()),
        "=" => return Ok(ProteinChange::Silent(None).into()),
        "0" | "0?" => return Ok(ProteinChange::StartLoss.into()),
        _ => {}
    }
    let (lead, at) = lead(text, whole)?;
    if parted && lead.listed.len() > 1 {
        return Err(ChangeError::Several {
            text: shortened(whole),
        });
    }
    let reader = Reader {
        rest: &text[at..],
        upper: &upper[at..],
        lead,
        whole,
    };
    if !protein && reader.looks_like_coding() {
        return Err(ChangeError::Bases {
            text: shortened(whole),
        });
    }
    reader.read()
}

struct Reader<'a> {
    rest: &'a str,
    upper: &'a str,
    lead: Lead,
    whole: &'a str,
}

impl Reader<'_> {
    fn read(self) -> Result<Parsed, ChangeError> {
        let upper = self.upper;
        let at = |skip: usize| &self.rest[skip..];
        if upper.is_empty() {
            return self.codon().map(Parsed::from);
        }
        if upper == "=" {
            return Ok(ProteinChange::Silent(Some(self.lead.first)).into());
        }
        if upper == "?" && self.lead.first.position == 1 {
            return Ok(ProteinChange::StartLoss.into());
        }
        if matches!(upper, "_SPLICE" | "SPLICE") {
            return Ok(ProteinChange::Splice(self.lead.first.position).into());
        }
        if let Some(i) = upper
            .find("FS")
            .filter(|&i| self.is_residue(&self.rest[..i]))
        {
            return self.frameshift(i);
        }
        if let Some(i) = upper
            .find("EXT")
            .filter(|&i| self.is_residue(&self.rest[..i]))
        {
            return self.extension(i).map(Parsed::from);
        }
        if let Some(i) = upper.find('>') {
            self.check_listed(&self.rest[..i])?;
            return self.delins(at(i + 1));
        }
        if upper.starts_with("DEL") {
            return self.deletion(at(3));
        }
        if upper.starts_with("DUP") {
            let (first, last) = self.named(&self.check_listed(at(3))?);
            return Ok(ProteinChange::Duplication(first, last).into());
        }
        if upper.starts_with("INS") {
            return self.insertion(at(3)).map(Parsed::from);
        }
        self.replaced(self.rest)
    }

    /// `1100delC`, `118insA`, `68_69delAG`: a form of coding DNA without its `c.`.
    fn looks_like_coding(&self) -> bool {
        let word = self.upper.get(..3).unwrap_or_default();
        let bases = self.upper.get(3..).unwrap_or_default();
        let dna = !bases.is_empty() && bases.bytes().all(|b| b"ACGT".contains(&b));
        let short = !(word == "INS" && self.lead.ranged);
        let nameless = self.lead.first.residue.is_none() && self.lead.last.residue.is_none();
        dna && nameless && short && matches!(word, "DEL" | "DUP" | "INS")
    }

    /// The sites, with the residues that `listed` gives.
    fn named(&self, listed: &[Residue]) -> (Site, Site) {
        let (mut first, mut last) = (self.lead.first, self.lead.last);
        let known = |r: &&Residue| **r != Residue::ANY;
        first.residue = first.residue.or(listed.first().filter(known).copied());
        last.residue = last.residue.or(listed.last().filter(known).copied());
        (first, last)
    }

    fn kind_error(&self, rest: &str) -> ChangeError {
        ChangeError::Kind {
            text: shortened(self.whole),
            rest: shortened(rest),
        }
    }

    fn order_error(&self) -> ChangeError {
        ChangeError::Order {
            text: shortened(self.whole),
        }
    }

    /// Whether `letters` are at most one residue.
    fn is_residue(&self, letters: &str) -> bool {
        letters.is_empty() || self.residues(letters).is_some_and(|r| r.len() == 1)
    }

    /// Residues in a row, or a count of them.
    fn residues(&self, letters: &str) -> Option<Vec<Residue>> {
        let digits = letters.trim_start_matches(['X', 'x']);
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            let count: usize = digits.parse().ok()?;
            return (count > 0 && count <= MOST_COUNTED).then(|| vec![Residue::ANY; count]);
        }
        if letters.eq_ignore_ascii_case("stop") {
            return Some(vec![Residue::STOP]);
        }
        let three = self.lead.three || cased(letters);
        let codes = if three { coded(letters) } else { None };
        codes.or_else(|| lettered(letters))
    }

    /// Residues in a row, or the message that they are none.
    fn residues_or_error(&self, letters: &str) -> Result<Vec<Residue>, ChangeError> {
        self.residues(letters).ok_or_else(|| ChangeError::Residue {
            text: shortened(self.whole),
            letters: shortened(letters),
        })
    }

    /// Whether `listed` can be the residues from the first to the last site.
    fn lists(&self, listed: &[Residue]) -> bool {
        let (first, last) = (self.lead.first, self.lead.last);
        let fits = |site: Site, residue: Option<&Residue>| match (site.residue, residue) {
            (Some(stated), Some(listed)) => stated.agrees(*listed),
            _ => true,
        };
        listed.len() as u64 == u64::from(last.position - first.position) + 1
            && fits(first, listed.first())
            && fits(last, listed.last())
    }

    /// Refuses `letters` that are neither empty nor the residues of the sites.
    fn check_listed(&self, letters: &str) -> Result<Vec<Residue>, ChangeError> {
        if letters.is_empty() {
            return Ok(Vec::new());
        }
        let listed = self.residues(letters).filter(|r| self.lists(r));
        listed.ok_or_else(|| ChangeError::Listed {
            text: shortened(self.whole),
            listed: shortened(letters),
        })
    }

    fn codon(&self) -> Result<ProteinChange, ChangeError> {
        if self.lead.ranged {
            return Err(self.kind_error(""));
        }
        if self.lead.listed.len() > 1 {
            return Err(ChangeError::Several {
                text: shortened(self.whole),
            });
        }
        if self.lead.first.residue.is_none() {
            return Err(ChangeError::Reference {
                text: shortened(self.whole),
            });
        }
        Ok(ProteinChange::Codon(self.lead.first))
    }

    fn frameshift(&self, i: usize) -> Result<Parsed, ChangeError> {
        let alternate = self
            .residues(&self.rest[..i])
            .and_then(|r| r.first().copied());
        let tail = &self.upper[i + 2..];
        let number = tail
            .trim_start_matches("TER")
            .trim_start_matches("STOP")
            .trim_start_matches(['*', 'X'])
            .trim_end_matches('?');
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(self.kind_error(&self.rest[i..]));
        }
        Ok(Parsed {
            change: ProteinChange::Frameshift(self.lead.first),
            alternate,
            tail: number.parse().ok(),
        })
    }

    fn extension(&self, i: usize) -> Result<ProteinChange, ChangeError> {
        let alternate = self
            .residues(&self.rest[..i])
            .and_then(|r| r.first().copied());
        let mut site = self.lead.first;
        let stops = self.lead.crossed || site.residue == Some(Residue::STOP);
        let starts = site.position == 1 && site.residue == Some(Residue::MET);
        let tail = self.upper[i + 3..].trim_start_matches("TER");
        let plain = |c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | 'X' | '?');
        if !(stops || starts) || !tail.chars().all(plain) {
            return Err(self.kind_error(self.rest));
        }
        if stops {
            site.residue = Some(Residue::STOP);
        }
        let alternate = alternate.filter(|a| stops && *a != Residue::STOP);
        Ok(ProteinChange::Extension(site, alternate))
    }

    /// What follows `del`: nothing, the residues that are missing, or `ins` and the residues that are there instead.
    fn deletion(&self, rest: &str) -> Result<Parsed, ChangeError> {
        let upper = rest.to_ascii_uppercase();
        let listed = self.residues(rest).filter(|r| self.lists(r));
        let plain = rest.is_empty() || listed.is_some();
        let replaced = upper.match_indices("INS").map(|(i, _)| i).find(|&i| {
            let (before, after) = (&rest[..i], &rest[i + 3..]);
            !after.is_empty() && (before.is_empty() || self.check_listed(before).is_ok())
        });
        // `E746_A749delinsS`: four letters after `del` that could be four residues are not, where `ins` begins them.
        match (replaced, plain) {
            (Some(i), _) => self.delins(&rest[i + 3..]),
            (None, true) => {
                let (first, last) = self.named(&listed.unwrap_or_default());
                Ok(ProteinChange::Deletion(first, last).into())
            }
            (None, false) => Err(ChangeError::Listed {
                text: shortened(self.whole),
                listed: shortened(rest),
            }),
        }
    }

    fn delins(&self, letters: &str) -> Result<Parsed, ChangeError> {
        let inserted = self.residues_or_error(letters)?;
        if inserted.is_empty() {
            return Err(self.kind_error(self.rest));
        }
        // `594_600FREYEYD>Y`: the residues that were there.
        let arrow = self.upper.find('>').unwrap_or(0);
        let (mut first, mut last) = self.named(&self.check_listed(&self.rest[..arrow])?);
        if first.position == last.position {
            let residue = first.residue.or(last.residue);
            first.residue = residue;
            last.residue = residue;
        }
        if first.position == last.position && inserted.len() == 1 {
            return self.one(first, inserted[0]);
        }
        Ok(ProteinChange::Delins(first, last, inserted).into())
    }

    fn insertion(&self, letters: &str) -> Result<ProteinChange, ChangeError> {
        let inserted = self.residues_or_error(letters)?;
        let (first, mut last) = (self.lead.first, self.lead.last);
        if !self.lead.ranged && self.lead.listed.len() <= 1 {
            last = Site::new(first.position + 1, None);
        }
        if last.position != first.position + 1 {
            // `P772_V774insPHV` stands for P772_V774dup.
            if inserted.len() > 1 && self.lists(&inserted) && first.residue.is_some() {
                return Ok(ProteinChange::Duplication(first, last));
            }
            return Err(self.order_error());
        }
        Ok(ProteinChange::Insertion(first, last, inserted))
    }

    /// Residues after the position without a word: `L858R`, `VK600EN`.
    fn replaced(&self, letters: &str) -> Result<Parsed, ChangeError> {
        let Some(found) = self.residues(letters).filter(|_| !self.lead.ranged) else {
            return Err(self.kind_error(letters));
        };
        if found.len() == 1 && self.lead.listed.len() <= 1 && !letters.contains(char::is_numeric) {
            return self.one(self.lead.first, found[0]);
        }
        if found.len() > 1 && found.len() == self.lead.listed.len() {
            let (first, last) = (self.lead.first, self.lead.last);
            return Ok(ProteinChange::Delins(first, last, found).into());
        }
        Err(if self.lead.listed.len() > 1 {
            ChangeError::Several {
                text: shortened(self.whole),
            }
        } else {
            self.kind_error(letters)
        })
    }

    /// One residue found in place of one.
    fn one(&self, site: Site, found: Residue) -> Result<Parsed, ChangeError> {
        let stops = self.lead.crossed || site.residue == Some(Residue::STOP);
        let found = if found == Residue::ANY {
            Residue::STOP
        } else {
            found
        };
        let position = site.position;
        if stops {
            let site = Site::new(position, Some(Residue::STOP));
            return Ok(if found == Residue::STOP {
                ProteinChange::Silent(Some(site)).into()
            } else {
                ProteinChange::Extension(site, Some(found)).into()
            });
        }
        let Some(reference) = site.residue else {
            return Err(ChangeError::Reference {
                text: shortened(self.whole),
            });
        };
        if reference == found {
            return Ok(ProteinChange::Silent(Some(site)).into());
        }
        if position == 1 && reference == Residue::MET {
            return Ok(Parsed {
                change: ProteinChange::StartLoss,
                alternate: Some(found),
                tail: None,
            });
        }
        Ok(match found {
            Residue::STOP => ProteinChange::Stop(site),
            alternate => ProteinChange::Substitution {
                reference,
                position,
                alternate,
            },
        }
        .into())
    }
}
