//! The resistance graph: what resists a drug, what counters that, and what each counter selects next.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::catalogue::{
    Catalogue, Counter, Direction, DiseaseRung, DrugRung, Level, Mechanism, MechanismClass,
    Strategy, Together,
};

/// What the graph starts from and how far it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphQuestion {
    /// Drugs, by their canonical names.
    pub drugs: Vec<String>,
    /// Code of the disease: what is known of other tumour types is left out.
    pub disease: Option<String>,
    /// Rounds of mechanism and counter, 1 at least.
    pub depth: usize,
    /// Mechanisms shown of those that resist a drug, the strongest evidence first.
    pub most: usize,
    /// Only these mechanisms stand in the first round; `None`: all.
    pub only: Option<BTreeSet<String>>,
    /// Counters that are left out, by the mechanism and the event that their evidence speaks of, since a sample does not show it.
    pub unseen: BTreeSet<(String, String)>,
}

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResistanceNodeKind {
    /// A drug given.
    Drug,
    /// A mechanism of resistance.
    Mechanism,
    /// A drug, several, or a strategy against a mechanism.
    Counter,
}

/// A node of the graph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResistanceNode {
    /// Name that edges use: `drug:`, `mechanism:` or `counter:` and a name.
    pub id: String,
    /// What stands in the box: drugs, or the event.
    pub label: String,
    /// What it is.
    pub kind: ResistanceNodeKind,
    /// Column, 0 for the drugs.
    pub column: usize,
    /// Class of a mechanism.
    pub class: Option<MechanismClass>,
}

/// An edge of the graph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResistanceEdge {
    /// Where it starts.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// `resisted by`, the strategy of a counter, or `selects`.
    pub relation: String,
    /// Level of the evidence; `None`: stated without evidence on this drug.
    pub level: Option<Level>,
    /// Publications.
    pub pmids: Vec<u32>,
}

/// Drugs, what resists them, what counters that, and what comes next.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ResistancePaths {
    /// Nodes, those of the first columns and with the strongest evidence first.
    pub nodes: Vec<ResistanceNode>,
    /// Edges, in the order in which they were found.
    pub edges: Vec<ResistanceEdge>,
    /// Mechanisms of the first round that are left out, for there are more than asked for.
    pub left_out: usize,
}

/// Walks the catalogue from drugs to mechanisms, counters and the mechanisms that these select.
///
/// A mechanism resists a drug as the catalogue says of the drug or its class; what is only known of another drug of the same target
/// is left out. The level is that of the strongest evidence for it on the drug, one lower where there is evidence against it.
///
/// ```
/// use forestall_estimate::profile::{Catalogue, GraphQuestion, resistance_paths};
/// let catalogue = Catalogue::embedded().map_err(ToString::to_string)?;
/// let question = GraphQuestion {
///     drugs: vec!["gefitinib".into()],
///     disease: Some("NSCLC".into()),
///     depth: 1,
///     most: 5,
///     only: None,
///     unseen: Default::default(),
/// };
/// let paths = resistance_paths(catalogue, &question);
/// assert!(paths.edges.iter().any(|e| e.to == "mechanism:egfr-t790m" && e.pmids.contains(&15_728_811)));
/// # Ok::<(), String>(())
/// ```
#[must_use]
pub fn resistance_paths(catalogue: &Catalogue, question: &GraphQuestion) -> ResistancePaths {
    let mut walk = Walk {
        catalogue,
        disease: question.disease.as_deref(),
        paths: ResistancePaths::default(),
        columns: BTreeMap::new(),
    };
    let mut now: Vec<&Mechanism> = Vec::new();
    for drug in &question.drugs {
        let id = walk.node(
            "drug",
            drug,
            drug.clone(),
            ResistanceNodeKind::Drug,
            0,
            None,
        );
        let mut resisting: Vec<(&Mechanism, Option<Level>, Vec<u32>)> = catalogue
            .mechanisms
            .iter()
            .filter(|m| {
                question
                    .only
                    .as_ref()
                    .is_none_or(|only| only.contains(&m.id))
            })
            .filter(|m| walk.known_here(m) && walk.resists(m, drug))
            .map(|m| {
                let (level, pmids) = walk.evidence(m, std::slice::from_ref(drug));
                (m, level, pmids)
            })
            .collect();
        resisting.sort_by(|a, b| {
            let key = |level: Option<Level>| level.map_or((1, None), |level| (0, Some(level)));
            let papers = b.2.len().cmp(&a.2.len());
            key(a.1)
                .cmp(&key(b.1))
                .then(papers)
                .then_with(|| a.0.id.cmp(&b.0.id))
        });
        walk.paths.left_out += resisting.len().saturating_sub(question.most);
        for (m, level, pmids) in resisting.into_iter().take(question.most) {
            let to = walk.mechanism(m, 1);
            walk.edge(&id, &to, "resisted by", level, pmids);
            if !now.iter().any(|known| known.id == m.id) {
                now.push(m);
            }
        }
    }
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for round in 0..question.depth.max(1) {
        let mut next: Vec<&Mechanism> = Vec::new();
        for m in now {
            if !told.insert(&m.id) {
                continue;
            }
            let from = format!("mechanism:{}", m.id);
            let unseen = |counter: &Counter| {
                let covers = counter.covers.as_ref();
                covers.is_some_and(|c| question.unseen.contains(&(m.id.clone(), c.text.clone())))
            };
            for counter in m.counters.iter().filter(|c| !unseen(c)) {
                let to = walk.counter(counter, 2 + 2 * round);
                walk.edge(
                    &from,
                    &to,
                    word(counter.strategy),
                    Some(counter.level),
                    counter.pmid.clone(),
                );
                for id in &counter.next {
                    let Some(selected) = catalogue.mechanism(id) else {
                        continue;
                    };
                    if !walk.known_here(selected) {
                        continue;
                    }
                    let (level, pmids) = walk.evidence(selected, &counter.drugs);
                    let at = walk.mechanism(selected, 3 + 2 * round);
                    walk.edge(&to, &at, "selects", level, pmids);
                    next.push(selected);
                }
            }
        }
        now = next;
    }
    walk.paths.nodes.sort_by_key(|node| node.column);
    walk.paths
}

/// A graph as it grows.
struct Walk<'a> {
    catalogue: &'a Catalogue,
    disease: Option<&'a str>,
    paths: ResistancePaths,
    /// Columns by the name of the node.
    columns: BTreeMap<String, usize>,
}

impl Walk<'_> {
    /// Whether a mechanism was seen in the tumour type asked for.
    fn known_here(&self, m: &Mechanism) -> bool {
        let Some(disease) = self.disease else {
            return true;
        };
        let rung = |contexts: &[String]| self.catalogue.diseases.rung(Some(disease), contexts);
        let excluded = !m.exclude.is_empty()
            && matches!(
                rung(&m.exclude),
                DiseaseRung::Same | DiseaseRung::Descendant
            );
        !excluded && rung(&m.context) != DiseaseRung::Other
    }

    fn resists(&self, m: &Mechanism, drug: &str) -> bool {
        let rung = self.catalogue.resisted(m, drug);
        rung.is_some_and(|rung| rung != DrugRung::SameTarget)
    }

    /// The strongest level for resistance to one of the drugs, lowered where there is evidence against it, and the publications.
    fn evidence(&self, m: &Mechanism, drugs: &[String]) -> (Option<Level>, Vec<u32>) {
        let about = |own: &str| {
            drugs
                .iter()
                .any(|d| self.catalogue.drugs.rung(d, own).is_some())
        };
        let own = m.evidence.iter().filter(|e| about(&e.drug));
        let (supports, against): (Vec<_>, Vec<_>) =
            own.partition(|e| e.direction == Direction::Supports);
        let strongest = supports.iter().map(|e| e.level).min();
        let level = if against.is_empty() {
            strongest
        } else {
            strongest.map(Level::lowered)
        };
        let pmids: BTreeSet<u32> = supports.iter().filter_map(|e| e.pmid).collect();
        (level, pmids.into_iter().collect())
    }

    /// The name of a node, added if it is new; it stays in the column where it was first.
    fn node(
        &mut self,
        prefix: &str,
        name: &str,
        label: String,
        kind: ResistanceNodeKind,
        column: usize,
        class: Option<MechanismClass>,
    ) -> String {
        let id = format!("{prefix}:{name}");
        if !self.columns.contains_key(&id) {
            self.columns.insert(id.clone(), column);
            self.paths.nodes.push(ResistanceNode {
                id: id.clone(),
                label,
                kind,
                column,
                class,
            });
        }
        id
    }

    fn mechanism(&mut self, m: &Mechanism, column: usize) -> String {
        let kind = ResistanceNodeKind::Mechanism;
        self.node(
            "mechanism",
            &m.id,
            m.event.to_string(),
            kind,
            column,
            Some(m.class),
        )
    }

    fn counter(&mut self, counter: &Counter, column: usize) -> String {
        let between = match counter.relation {
            Together::Any => " or ",
            Together::All => " + ",
            Together::Sequence => ", then ",
        };
        let drugs = counter.drugs.join(between);
        let label = match (counter.drugs.is_empty(), counter.strategy) {
            (true, strategy) => word(strategy).to_owned(),
            (false, Strategy::Add) => format!("+ {drugs}"),
            (false, Strategy::Switch) => drugs,
            (false, strategy) => format!("{}: {drugs}", word(strategy)),
        };
        self.node(
            "counter",
            &label.clone(),
            label,
            ResistanceNodeKind::Counter,
            column,
            None,
        )
    }

    /// Adds an edge; of one that is there, the stronger level stays and all publications.
    fn edge(
        &mut self,
        from: &str,
        to: &str,
        relation: &str,
        level: Option<Level>,
        pmids: Vec<u32>,
    ) {
        let same = |e: &&mut ResistanceEdge| e.from == from && e.to == to && e.relation == relation;
        if let Some(known) = self.paths.edges.iter_mut().find(same) {
            known.level = match (known.level, level) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            let all: BTreeSet<u32> = known.pmids.iter().copied().chain(pmids).collect();
            known.pmids = all.into_iter().collect();
            return;
        }
        self.paths.edges.push(ResistanceEdge {
            from: from.to_owned(),
            to: to.to_owned(),
            relation: relation.to_owned(),
            level,
            pmids,
        });
    }
}

/// A strategy in a word.
fn word(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Switch => "switch",
        Strategy::Add => "add",
        Strategy::Intermittent => "intermittent",
        Strategy::Rechallenge => "rechallenge",
        Strategy::Dose => "dose",
        Strategy::Drop => "drop",
    }
}
