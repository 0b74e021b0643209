//! A molecular profile with every part filled from two numbers and one text.

use crate::*;

pub(super) fn full(first: f64, last: f64, text: &str) -> MolecularSection {
    let name = || text.to_owned();
    let share = (first, last, first);
    let evidence = EvidenceRow {
        drug: name(),
        level: name(),
        kind: name(),
        pmids: vec![15_728_811, 0, u32::MAX],
        context: name(),
    };
    let card = MechanismCard {
        event: name(),
        alteration: name(),
        class: name(),
        class_note: name(),
        layer: name(),
        resisted: vec![name(), name()],
        setting: name(),
        level: name(),
        level_note: Some(name()),
        tier: Some(name()),
        matched_by: name(),
        fraction: Some(share),
        note: name(),
        supports: vec![evidence.clone()],
        against: vec![evidence],
        counters: vec![CounterRow {
            drugs: vec![name()],
            strategy: name(),
            level: name(),
            pmids: vec![27_959_700],
            next: vec![name()],
            tier: name(),
            of: name(),
        }],
    };
    let clone = |parent| CloneBar {
        name: name(),
        carries: name(),
        share,
        parent,
    };
    let node = |id: &str, kind, column| GraphNode {
        id: id.into(),
        label: name(),
        kind,
        column,
    };
    let edge = |from: &str, to: &str| GraphEdge {
        from: from.into(),
        to: to.into(),
        label: name(),
        level: name(),
        pmids: Vec::new(),
    };
    MolecularSection {
        sample: name(),
        disease: Some(name()),
        drugs: vec![name()],
        setting: Some(name()),
        snapshot: name(),
        found: vec![FoundRow {
            alteration: name(),
            class: name(),
            vaf: Some(first),
            reads: Some((3, u32::MAX)),
            cells: Some(share),
        }],
        mechanisms: vec![card.clone(), card],
        elsewhere: vec![ElsewhereRow {
            alteration: name(),
            drugs: vec![name()],
            diseases: vec![name()],
            level: name(),
            pmids: vec![u32::MAX],
        }],
        not_assessable: vec![NotAssessableRow {
            mechanism: name(),
            reason: name(),
            assay: name(),
        }],
        conflicts: vec![ConflictRow {
            event: name(),
            drug: name(),
            for_: vec![1],
            against: vec![2],
            why: name(),
        }],
        clones: Some(CloneFigure {
            scenarios: vec![
                CloneScenario {
                    weight: first,
                    note: name(),
                    clones: vec![clone(None), clone(Some(0)), clone(Some(1)), clone(Some(9))],
                },
                CloneScenario {
                    weight: last,
                    note: String::new(),
                    clones: vec![clone(Some(1)), clone(Some(0))],
                },
            ],
        }),
        relations: vec![RelationRow {
            first: name(),
            second: name(),
            cis: name(),
            same_cell: name(),
            reason: name(),
        }],
        graph: Some(ResistanceGraph {
            nodes: vec![
                node("d", GraphKind::Drug, 0),
                node("m", GraphKind::Mechanism, 1),
                node("c", GraphKind::Counter, usize::MAX),
                node("n", GraphKind::Mechanism, 1),
            ],
            edges: vec![
                edge("d", "m"),
                edge("m", "c"),
                edge("c", "d"),
                edge("m", "n"),
            ],
        }),
        remarks: vec![name()],
    }
}
