//! The answer as a page.

use forestall::estimate::profile::{EvidenceFor, Explanation, FoundMechanism, Level};
use forestall_report::{
    ConflictRow, CounterRow, EvidenceRow, FoundRow, MechanismCard, MolecularSection,
    NotAssessableRow, Report,
};

use super::{ProfileSummary, people::word};

/// The page of one sample.
pub(super) fn report(s: &ProfileSummary, own: &Explanation, found: Vec<FoundRow>) -> Report {
    let sample = own.mechanisms.first();
    let gaps = own.not_assessable.iter();
    let section = MolecularSection {
        sample: sample.map_or_else(|| s.file.clone(), |m| m.sample.clone()),
        disease: s.disease.clone(),
        drugs: s.drugs.clone(),
        snapshot: s.catalogue.clone(),
        found,
        mechanisms: own.mechanisms.iter().map(card).collect(),
        not_assessable: gaps
            .flat_map(|gap| {
                gap.events.iter().map(|event| NotAssessableRow {
                    mechanism: event.clone(),
                    reason: gap.reason.clone(),
                    assay: gap.assay.clone(),
                })
            })
            .collect(),
        conflicts: (own.conflicts.iter())
            .map(|c| ConflictRow {
                event: c.event.clone(),
                drug: c.drug.clone(),
                for_: c.supports.clone(),
                against: c.against.clone(),
                why: "publications disagree; the level shown is one lower".to_owned(),
            })
            .collect(),
        remarks: s.remarks.clone(),
        ..MolecularSection::default()
    };
    Report {
        title: "Resistance in a molecular profile".to_owned(),
        subtitle: Some(s.file.clone()),
        notice: NOTICE.to_owned(),
        molecular: Some(section),
        ..Report::default()
    }
}

/// What a page without a model says of its use.
const NOTICE: &str = "For research use only. This page lists published evidence on molecular alterations; it has not been validated for \
clinical use. It is not medical advice and no treatment decision may rest on it.";

fn card(m: &FoundMechanism) -> MechanismCard {
    let lowered = !m.against.is_empty();
    MechanismCard {
        event: m.event.clone(),
        alteration: m.found.join(" + "),
        class: word(&m.class),
        class_note: m.class.words().to_owned(),
        layer: word(&m.layer),
        resisted: m.drugs.clone(),
        setting: word(&m.setting),
        level: m.level.map_or_else(String::new, letter),
        level_note: lowered.then(|| "one lower, for there is evidence against it".to_owned()),
        matched_by: word(&m.matched_by),
        note: m.note.clone(),
        supports: m.supports.iter().map(row).collect(),
        against: m.against.iter().map(row).collect(),
        counters: (m.counters.iter())
            .map(|c| CounterRow {
                drugs: c.drugs.clone(),
                strategy: word(&c.strategy),
                level: letter(c.level),
                pmids: c.pmids.clone(),
                next: c.next.clone(),
            })
            .collect(),
        ..MechanismCard::default()
    }
}

fn row(e: &EvidenceFor) -> EvidenceRow {
    EvidenceRow {
        drug: e.drug.clone(),
        level: letter(e.level),
        kind: word(&e.kind),
        pmids: e.pmid.into_iter().collect(),
        ..EvidenceRow::default()
    }
}

fn letter(level: Level) -> String {
    format!("{level:?}")
}
