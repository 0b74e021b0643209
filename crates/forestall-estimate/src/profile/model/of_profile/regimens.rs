//! Regimens to compare: what is given, counters, pairs of counters.

use std::collections::BTreeSet;

use super::Options;
use crate::profile::model::ModelRegimen;

/// Regimens that are compared.
const MOST_REGIMENS: usize = 16;

pub(super) fn regimens(given: &[String], options: &Options, names: &[String]) -> Vec<ModelRegimen> {
    let number = |drug: &String| names.iter().position(|n| n == drug);
    let mut all = vec![ModelRegimen {
        name: "untreated".to_owned(),
        note: "no drug".to_owned(),
        drugs: Vec::new(),
    }];
    if !given.is_empty() {
        let labels: Vec<&str> = given.iter().map(|d| plain(d)).collect();
        all.push(ModelRegimen {
            name: "as_given".to_owned(),
            note: format!("{} goes on", labels.join(" + ")),
            drugs: given.iter().filter_map(number).collect(),
        });
    }
    for (drugs, add, words) in options {
        let together: Vec<&String> = given.iter().filter(|_| *add).chain(drugs).collect();
        let labels: Vec<&str> = together.iter().map(|d| plain(d)).collect();
        let name = identifier(&labels.join("_"));
        if all.iter().any(|r| r.name == name) {
            continue;
        }
        all.push(ModelRegimen {
            name,
            note: format!("{} {words}", labels.join(" + ")),
            drugs: together.into_iter().filter_map(number).collect(),
        });
    }
    let singles: Vec<&(Vec<String>, bool, String)> =
        options.iter().filter(|(d, ..)| d.len() == 1).collect();
    for (k, (first, _, one)) in singles.iter().enumerate() {
        for (second, _, other) in &singles[k + 1..] {
            let against = |words: &str| words.split(':').next().unwrap_or_default().to_owned();
            // Two that are meant for the same thing are no combination.
            if against(one) == against(other) || all.len() >= MOST_REGIMENS {
                continue;
            }
            // A drug to add to the given one may be that pair already.
            let drugs: BTreeSet<usize> = first.iter().chain(second).filter_map(number).collect();
            let known =
                |r: &ModelRegimen| r.drugs.iter().copied().collect::<BTreeSet<_>>() == drugs;
            if all.iter().any(known) {
                continue;
            }
            let labels = [plain(&first[0]), plain(&second[0])];
            all.push(ModelRegimen {
                name: identifier(&labels.join("_")),
                note: format!(
                    "{} together: {} and {}; whether the two were ever given together is not said",
                    labels.join(" + "),
                    against(one),
                    against(other)
                ),
                drugs: drugs.into_iter().collect(),
            });
        }
    }
    all
}

/// The name of a drug or class for people.
pub(super) fn plain(drug: &str) -> &str {
    drug.strip_prefix("class:").unwrap_or(drug)
}

/// A name that the model language takes.
pub(super) fn identifier(name: &str) -> String {
    let mut out: String = plain(name)
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    if out.starts_with(|c: char| !c.is_ascii_alphabetic()) {
        out.insert_str(0, "d_");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: osimertinib to switch to, crizotinib to add to gefitinib or to osimertinib; each regimen stands once.
    #[test]
    fn every_regimen_stands_once() {
        let names = ["osimertinib", "crizotinib"].map(str::to_owned);
        let option = |drug: &str, add, words: &str| (vec![drug.to_owned()], add, words.to_owned());
        let options = vec![
            option("crizotinib", true, "against MET amp: PMID 1"),
            option("osimertinib", false, "against EGFR T790M: PMID 2"),
            option("crizotinib", false, "against ROS1: PMID 3"),
        ];
        let all = regimens(&names[..1], &options, &names);
        let told: Vec<&str> = all.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(
            told,
            [
                "untreated",
                "as_given",
                "osimertinib_crizotinib",
                "osimertinib",
                "crizotinib"
            ]
        );
    }
}
