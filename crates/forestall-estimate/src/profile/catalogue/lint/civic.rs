//! Evidence and counters against their publications and the items of CIViC.

use super::{CivicRow, Lint};
use crate::profile::catalogue::{Counter, Direction, Mechanism};

impl Lint<'_> {
    /// Rules 1 to 3: evidence, each item with a publication that exists, and with an item of CIViC that says the same.
    pub(super) fn evidence(&mut self, m: &Mechanism) {
        if m.evidence.is_empty() {
            self.says("K0101", m, "no evidence", "add an item with a PubMed id");
        }
        for item in &m.evidence {
            let abstract_of = item.doi.as_ref().or(item.meeting.as_ref());
            match (item.pmid, abstract_of) {
                (Some(pmid), _) => self.publication(m, pmid),
                (None, Some(_)) => {}
                (None, None) => self.says(
                    "K0101",
                    m,
                    &format!("an item on {} has no publication", item.drug),
                    "add pmid, or doi or meeting for an abstract",
                ),
            }
            if let Some(eid) = item.civic {
                let supports = item.direction == Direction::Supports;
                self.item(m, eid, item.pmid, &item.drug, |row| {
                    // No benefit is said by evidence against sensitivity.
                    row.supports == supports || row.sensitivity
                });
            }
        }
    }

    pub(super) fn publication(&mut self, m: &Mechanism, pmid: u32) {
        let unknown = self
            .known
            .as_ref()
            .is_some_and(|known| !known.contains(&pmid));
        if unknown {
            self.says(
                "K0102",
                m,
                &format!("PMID {pmid} is neither in CIViC nor in pmids.tsv"),
                "confirm it and add it to pmids.tsv, or leave it out",
            );
        }
    }

    fn item(
        &mut self,
        m: &Mechanism,
        eid: u32,
        pmid: Option<u32>,
        drug: &str,
        agrees: impl Fn(&CivicRow) -> bool,
    ) {
        let Some(civic) = self.civic else { return };
        let Some(row) = civic.get(&eid) else {
            self.says(
                "K0103",
                m,
                &format!("CIViC has no item {eid}"),
                "give another number, or none",
            );
            return;
        };
        if pmid.is_some() && row.pmid != pmid {
            self.says(
                "K0103",
                m,
                &format!("item {eid} of CIViC is of another publication"),
                "mend pmid or civic",
            );
        }
        let genes: Vec<&str> = m
            .event
            .atoms()
            .iter()
            .flat_map(|a| a.alteration.genes())
            .collect();
        let named = |gene: &str| {
            row.profile
                .split(|c: char| c.is_whitespace() || "():".contains(c))
                .any(|word| {
                    let known =
                        |name: &str| self.catalogue.genes.find(name).map(|g| g.symbol.as_str());
                    word == gene || (known(word).is_some() && known(word) == known(gene))
                })
        };
        if !genes.is_empty() && !genes.iter().any(|gene| named(gene)) {
            self.says(
                "K0103",
                m,
                &format!("item {eid} of CIViC names no gene of the event"),
                "give another number, or none",
            );
        }
        if !self.about(row, drug) {
            self.says(
                "K0103",
                m,
                &format!("item {eid} of CIViC is not about {drug}"),
                "give another number, or none",
            );
        }
        if !agrees(row) {
            self.says(
                "K0103",
                m,
                &format!("item {eid} of CIViC says the opposite"),
                "mend the direction",
            );
        }
    }

    /// Whether an item speaks of a drug, its class, or a regimen with it; another drug of the same class is another drug.
    fn about(&self, row: &CivicRow, drug: &str) -> bool {
        let drugs = &self.catalogue.drugs;
        let same = |t: &str| drugs.rung(drug, t).is_some();
        let mut all = row.therapies.iter();
        all.any(|t| same(t) || drugs.members(t).iter().any(|member| same(member)))
    }

    /// Rule 3 for counters: the item supports that one of the drugs acts, and its publication is given.
    pub(super) fn counter_item(&mut self, m: &Mechanism, counter: &Counter, eid: u32) {
        let Some(civic) = self.civic else { return };
        let Some(row) = civic.get(&eid) else {
            let problem = format!("CIViC has no item {eid}");
            self.says("K0103", m, &problem, "give another number, or none");
            return;
        };
        let given = counter.drugs.join(" + ");
        let problem = if !row.supports {
            "does not support the counter".to_owned()
        } else if !counter.drugs.iter().any(|drug| self.about(row, drug)) {
            format!("is not about {given}")
        } else if !row.pmid.is_some_and(|pmid| counter.pmid.contains(&pmid)) {
            format!("is of a publication that the counter {given} does not give")
        } else {
            return;
        };
        let problem = format!("item {eid} of CIViC {problem}");
        self.says("K0103", m, &problem, "give another number, or none");
    }
}
