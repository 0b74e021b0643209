//! Entries as TOML, in the catalogue's own form.

use std::fmt::Write;

use serde::Serialize;

use super::counters::Answer;
use super::groups::by_rule;
use crate::profile::catalogue::{
    Detection, EvidenceKind, Layer, Level, MechanismClass, Outcome, Together,
};
use crate::profile::civic::CivicEvidence;
use crate::profile::event::Event;

/// One mechanism to be written.
pub(super) struct Entry<'a> {
    pub event: Event,
    pub class: MechanismClass,
    pub layer: Layer,
    pub drugs: Vec<String>,
    pub relation: Together,
    pub disease: String,
    pub outcome: Outcome,
    pub detection: Vec<Detection>,
    pub said: Vec<Said<'a>>,
    pub counters: Vec<Answer>,
}

/// An item and the side it takes.
pub(super) struct Said<'a> {
    pub drug: String,
    pub evidence: &'a CivicEvidence,
    pub supports: bool,
    /// Code of its disease, where that is another.
    pub context: Option<String>,
}

impl Entry<'_> {
    pub(super) fn to_toml(&self) -> String {
        let ids = self.said.iter().map(|said| said.evidence.id);
        // The first item of the entry's own disease names it: other entries of the same item differ in outcome, class or drugs.
        let own = self.said.iter().filter(|said| said.context.is_none());
        let first = own
            .map(|said| said.evidence.id)
            .min()
            .or(ids.min())
            .unwrap_or(0);
        let days = self
            .said
            .iter()
            .filter_map(|s| s.evidence.reviewed.as_deref());
        let updated = days.max().unwrap_or("1970-01-01");
        let mut text = String::new();
        let mut line = |key: &str, value: String| {
            let _ = writeln!(text, "{key} = {value}");
        };
        line("id", quoted(&format!("civic-{first}-{}", self.suffix())));
        line("class", word(&self.class));
        line("layer", word(&self.layer));
        line("event", quoted(&self.event.to_string()));
        line("drugs", list(&self.drugs));
        line("relation", word(&self.relation));
        line("context", list(std::slice::from_ref(&self.disease)));
        line("setting", quoted("both"));
        let detection: Vec<String> = self.detection.iter().map(word).collect();
        line("detect", format!("[{}]", detection.join(", ")));
        line(
            "note",
            quoted(&format!("as CIViC has it; {}", by_rule(self.class))),
        );
        line("updated", updated.to_owned());
        line(
            "effect",
            format!("{{ direction = {} }}", word(&self.outcome)),
        );
        for said in &self.said {
            text.push_str(&evidence(said));
        }
        for counter in &self.counters {
            text.push_str(&answer(counter));
        }
        format!("\n[[mechanism]]\n{text}")
    }

    /// What tells entries with the same first item apart.
    fn suffix(&self) -> String {
        let kind = match self.outcome {
            Outcome::Resistance => "resistance",
            Outcome::Reduced => "reduced",
            Outcome::NoBenefit => "no-benefit",
        };
        let drugs = self.drugs.join("-").to_lowercase();
        let slug: String = drugs
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let class = if self.class.is_on_target() {
            "-target"
        } else {
            ""
        };
        format!("{kind}{class}-{slug}")
    }
}

fn evidence(said: &Said<'_>) -> String {
    let item = said.evidence;
    let kind = match item.level {
        Level::A | Level::B => EvidenceKind::Clinical,
        Level::C => EvidenceKind::Case,
        Level::D => EvidenceKind::InVitro,
        Level::E => EvidenceKind::Inferential,
    };
    let mut text = "[[mechanism.evidence]]\n".to_owned();
    let mut line = |key: &str, value: String| {
        let _ = writeln!(text, "{key} = {value}");
    };
    line("drug", quoted(&said.drug));
    line("level", word(&item.level));
    line("kind", word(&kind));
    let side = if said.supports { "supports" } else { "against" };
    line("direction", quoted(side));
    if let Some(pmid) = item.pmid {
        line("pmid", pmid.to_string());
    }
    if let Some(meeting) = &item.meeting {
        line("meeting", quoted(meeting));
    }
    line("civic", item.id.to_string());
    if let Some(rating) = item.rating {
        line("rating", rating.to_string());
    }
    if let Some(context) = &said.context {
        line("context", list(std::slice::from_ref(context)));
    }
    text
}

fn answer(counter: &Answer) -> String {
    let numbers = |all: &std::collections::BTreeSet<u32>| {
        let words: Vec<String> = all.iter().map(ToString::to_string).collect();
        format!("[{}]", words.join(", "))
    };
    let mut text = "[[mechanism.counter]]\n".to_owned();
    let mut line = |key: &str, value: String| {
        let _ = writeln!(text, "{key} = {value}");
    };
    line("drugs", list(&counter.drugs));
    line("relation", word(&counter.relation));
    line("strategy", word(&counter.strategy));
    line("level", word(&counter.level));
    line("pmid", numbers(&counter.pmids));
    line("civic", numbers(&counter.civic));
    if !counter.elsewhere.is_empty() {
        let codes: Vec<String> = counter.elsewhere.iter().cloned().collect();
        line("context", list(&codes));
    }
    text
}

/// The file of a gene.
pub(super) fn file(gene: &str, source: &str, entries: &[String]) -> (String, String) {
    let name: String = gene
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .collect();
    let text = format!("{}{}", header(source), entries.concat());
    (format!("civic-{name}.toml"), text)
}

/// What stands at the top of each file.
pub(super) fn header(source: &str) -> String {
    let source = source.replace(['\n', '\r'], " ");
    format!(
        "# From {source}: evidence of CIViC (content CC0), written by `forestall catalogue import civic`. For research use only.\n"
    )
}

/// A word of the catalogue between quotes.
fn word(value: &impl Serialize) -> String {
    toml::Value::try_from(value).map_or_else(|_| quoted(""), |v| v.to_string())
}

/// A text between quotes.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(all: &[String]) -> String {
    let words: Vec<String> = all.iter().map(|text| quoted(text)).collect();
    format!("[{}]", words.join(", "))
}
