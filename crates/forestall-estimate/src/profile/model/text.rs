//! The model file of a set of clones.

use super::page::{Page, number, quoted};
use super::{CloneModel, DrugEffect, ModelClone, share::beta};

/// Publication of the tumour that the clones are put into.
const BASE: &str = "doi:10.7554/eLife.00747";
/// Years simulated, in days.
const UNTIL: u32 = 1825;
/// Cells that no drug reaches, whichever are given together: with a single such site combinations fail in the end (Bozic et al. 2013).
const SHARED: &str = "resistant_to_all";
/// Days between scans.
const SCANS: u32 = 56;

impl CloneModel {
    /// The model as a file for `forestall simulate`, `plan` and `report`. Every number says where it comes from: a DOI or PMID,
    /// `reads`, or `prior` where nobody has measured it.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = Page::default();
        self.head(&mut out);
        self.parameters(&mut out);
        self.lets(&mut out);
        self.populations(&mut out);
        self.drugs(&mut out);
        self.rest(&mut out);
        out.0
    }

    fn head(&self, out: &mut Page) {
        out.line("# Made by `forestall profile`: clones of a molecular profile in the tumour of Bozic et al. 2013. For research use only.");
        out.line("# Numbers whose source is \"prior\" were measured by nobody: change them to what is known of the tumour at hand.");
        out.blank();
        out.line("[model]");
        out.line(&format!("name = {}", quoted(&self.title)));
        out.line(&format!("cite = {}", quoted(BASE)));
        out.line(&format!("summary = {}", quoted(&self.summary)));
        out.line("time = \"day\"");
        out.line("strategy = [\"molecular profile\"]");
        out.blank();
    }

    fn parameters(&self, out: &mut Page) {
        out.line("[parameter]");
        for line in [
            format!(
                "birth = {{ value = 0.14, unit = \"1/day\", bounds = [0.001, 10], prior = \"lognormal(0.14, 0.2)\", source = \"{BASE}; spread: prior\", note = \"divisions per cell\" }}"
            ),
            format!(
                "net = {{ value = 0.01, unit = \"1/day\", bounds = [0.0001, 0.1], prior = \"lognormal(0.01, 0.4)\", source = \"{BASE}; spread: prior\", note = \"growth rate: births less deaths\" }}"
            ),
            format!(
                "cells = {{ value = 1e9, unit = \"cells\", bounds = [1e6, 1e13], prior = \"lognormal(1e9, 0.7)\", source = \"{BASE}; spread: prior\", note = \"tumour cells at the start\" }}"
            ),
            "cell = { value = 1, unit = \"cells\", note = \"one cell\" }".to_owned(),
            format!("u = {{ value = 1e-9, bounds = [0, 1], source = \"{BASE}\", note = \"mutations per base pair and division\" }}"),
            format!("sites = {{ value = 50, bounds = [0, 1e6], source = \"{BASE}\", note = \"base pairs that confer resistance to a drug\" }}"),
            format!("shared = {{ value = 1, bounds = [0, 1e6], prior = \"loguniform(0.1, 10)\", source = \"{BASE}; spread: prior\", note = \"base pairs that confer resistance to all drugs at once\" }}"),
            "detectable = { value = 6.5e7, unit = \"cells\", source = \"a sphere 5 mm across of 1e9 cells per cm3\", note = \"smallest lesion that counts as progression\" }".to_owned(),
        ] {
            out.line(&line);
        }
        if self.scenarios.len() > 1 {
            out.line("scenario = { value = 0, bounds = [0, 1], prior = \"uniform(0, 1)\", source = \"reads\", note = \"which of the ways the variants may be spread over clones\" }");
        }
        self.share_parameters(out);
        for clone in self.clones.iter().filter(|c| c.costly) {
            out.line(&format!(
                "cost_{} = {{ value = 0.2, bounds = [0, 1], prior = \"beta(1, 4)\", source = \"prior\", note = {} }}",
                clone.name,
                quoted(&format!("growth that resistance costs the clone with {}", clone.note))
            ));
        }
        for (at, drug) in self.drugs.iter().enumerate() {
            out.line(&format!(
                "decline_{} = {{ value = 0.03, unit = \"1/day\", bounds = [0, 1], prior = \"lognormal(0.03, 0.4)\", source = \"{BASE}; spread: prior\", note = {} }}",
                drug.name,
                quoted(&format!("how fast sensitive cells decline under {}", drug.label))
            ));
            if self
                .clones
                .iter()
                .any(|c| matches!(c.effects[at], DrugEffect::Fold { .. }))
            {
                out.line(&format!(
                    "level_{} = {{ value = 10, bounds = [0.1, 1e4], prior = \"lognormal(10, 0.7)\", source = \"prior\", note = {} }}",
                    drug.name,
                    quoted(&format!("{} in patients over its concentration of half effect on sensitive cells", drug.label))
                ));
            }
            for clone in &self.clones {
                if let Some(line) =
                    effect_parameter(clone, &clone.effects[at], &drug.name, &drug.label)
                {
                    out.line(&line);
                }
            }
        }
        out.blank();
    }

    fn share_parameters(&self, out: &mut Page) {
        for (k, scenario) in self.scenarios.iter().enumerate() {
            for (clone, &share) in self.clones.iter().zip(&scenario.shares) {
                if share.high <= 0.0 {
                    continue;
                }
                let prior = beta(share).map_or_else(String::new, |(a, b)| {
                    format!(", prior = \"beta({}, {})\"", number(a), number(b))
                });
                out.line(&format!(
                    "part{}_{} = {{ value = {}, bounds = [0, 1]{prior}, source = {}, note = {} }}",
                    k + 1,
                    clone.name,
                    number(share.best.clamp(0.0, 1.0)),
                    quoted(&scenario.source),
                    quoted(&format!("cells with {}, if {}", clone.note, scenario.note))
                ));
            }
        }
    }

    fn lets(&self, out: &mut Page) {
        out.line("[let]");
        out.line("death = \"birth - net\"");
        out.line("survival = \"net / birth\"");
        out.line("# Share of cells that are changed at one base pair, from mutants before the start (Bozic et al. 2013).");
        out.line("mutants = \"u / survival * ln(cells / cell * survival)\"");
        for (c, clone) in self.clones.iter().enumerate() {
            let mut text = "0".to_owned();
            let mut end = 1.0;
            for (k, scenario) in self.scenarios.iter().enumerate().rev() {
                let own = if scenario.shares[c].high > 0.0 {
                    format!("part{}_{}", k + 1, clone.name)
                } else {
                    "0".to_owned()
                };
                end -= scenario.weight;
                text = if k + 1 == self.scenarios.len() {
                    own
                } else {
                    format!(
                        "if(scenario < {}, {own}, {text})",
                        number(end + scenario.weight)
                    )
                };
            }
            out.line(&format!("part_{} = \"{text}\"", clone.name));
        }
        let parts: Vec<String> = self
            .clones
            .iter()
            .map(|c| format!("part_{}", c.name))
            .collect();
        out.line(&format!("parts = \"max({}, 1e-9)\"", parts.join(" + ")));
        out.blank();
    }

    fn populations(&self, out: &mut Page) {
        let host = self.host();
        for (c, clone) in self.clones.iter().enumerate() {
            out.line(&format!("# {}", clone.note));
            out.line(&format!("[population.{}]", clone.name));
            out.line(&format!(
                "initial = \"cells * part_{} / parts\"",
                clone.name
            ));
            out.line("unit = \"cells\"");
            out.line(&format!("birth = \"{}\"", birth(clone)));
            out.line("death = \"death\"");
            if c == host && !self.drugs.is_empty() {
                let way = |to: &str, count: &str| {
                    format!("{{ to = \"{to}\", probability = \"{count} * u\" }}")
                };
                let mut ways: Vec<String> = (self.drugs.iter())
                    .map(|d| way(&format!("hidden_{}", d.name), "sites"))
                    .collect();
                ways.push(way(SHARED, "shared"));
                out.line(&format!("mutation = [{}]", ways.join(", ")));
            }
            out.blank();
        }
        let unseen = self.drugs.iter().map(|d| {
            let name = format!("hidden_{}", d.name);
            (d.label.as_str(), name, "cells * sites * mutants")
        });
        let shared = (
            "all drugs at once",
            SHARED.to_owned(),
            "cells * shared * mutants",
        );
        let shared = (!self.drugs.is_empty()).then_some(shared);
        for (label, name, initial) in unseen.chain(shared) {
            out.line(&format!(
                "# resistant to {label} by a change nobody has seen yet"
            ));
            out.line(&format!("[population.{name}]"));
            out.line(&format!("initial = \"{initial}\""));
            out.line("unit = \"cells\"");
            out.line(&format!("birth = \"{}\"", birth(&self.clones[host])));
            out.line("death = \"death\"");
            out.blank();
        }
    }

    fn drugs(&self, out: &mut Page) {
        let host = &self.clones[self.host()];
        for (at, drug) in self.drugs.iter().enumerate() {
            out.line(&format!("[drug.{}]", drug.name));
            out.line("exposure = \"on-off\"");
            let mut effects = Vec::new();
            for clone in &self.clones {
                effects.extend(self.effect(clone, &clone.name, at));
            }
            for other in self.drugs.iter().filter(|other| other.name != drug.name) {
                effects.extend(self.effect(host, &format!("hidden_{}", other.name), at));
            }
            if !effects.is_empty() {
                out.line(&format!("effect = [\n  {},\n]", effects.join(",\n  ")));
            }
            out.blank();
        }
    }

    /// The effect of drug number `at` on `population`, which is like the clone `like`.
    fn effect(&self, like: &ModelClone, population: &str, at: usize) -> Option<String> {
        let (drug, name) = (&self.drugs[at].name, &like.name);
        let kill = format!("(net + decline_{drug})");
        let mut strength = match &like.effects[at] {
            DrugEffect::Full => kill,
            DrugEffect::Fold { .. } => {
                format!("{kill} * (level_{drug} + 1) / (level_{drug} + fold_{name}_{drug})")
            }
            DrugEffect::Reduced {
                restored_by: None, ..
            } => format!("{kill} * keep_{name}_{drug}"),
            DrugEffect::Reduced {
                restored_by: Some(other),
                ..
            } => {
                let other = &self.drugs[*other].name;
                format!("{kill} * (keep_{name}_{drug} + (1 - keep_{name}_{drug}) * dose({other}))")
            }
            DrugEffect::Nothing { .. } => return None,
        };
        let before = self.drugs[at].shares_target.iter();
        // Two that restore each other reach the same cells too: together they do what one of them does to sensitive cells.
        let mutual = |other: usize| {
            let restored = |a: usize, b: usize| matches!(&like.effects[a], DrugEffect::Reduced { restored_by: Some(by), .. } if *by == b);
            restored(at, other) && restored(other, at)
        };
        let full = |other: usize| like.effects[other] == DrugEffect::Full;
        for &other in before.filter(|&&other| full(other) || mutual(other)) {
            // Cells resistant to that drug by a change nobody has seen are not reached by it.
            let other = &self.drugs[other].name;
            if population != format!("hidden_{other}") {
                strength += &format!(" * (1 - dose({other}))");
            }
        }
        Some(format!(
            "{{ mode = \"kill\", on = \"{population}\", strength = \"{strength}\" }}"
        ))
    }

    fn rest(&self, out: &mut Page) {
        let mut all: Vec<String> = self.clones.iter().map(|c| c.name.clone()).collect();
        all.extend(self.drugs.iter().map(|d| format!("hidden_{}", d.name)));
        all.extend((!self.drugs.is_empty()).then(|| SHARED.to_owned()));
        out.line("[assay.burden]");
        out.line(&format!("value = \"{}\"", all.join(" + ")));
        out.line("unit = \"cells\"");
        out.line(&format!("every = \"{SCANS} day\""));
        out.blank();
        for regimen in &self.regimens {
            out.line(&format!("[regimen.{}]", regimen.name));
            out.line(&format!("note = {}", quoted(&regimen.note)));
            for (at, drug) in self.drugs.iter().enumerate() {
                let given = regimen.drugs.contains(&at);
                out.line(&format!(
                    "{} = \"{}\"",
                    drug.name,
                    if given { "on" } else { "off" }
                ));
            }
            out.blank();
        }
        out.line("# A fifth more in diameter than the smallest so far is 1.2 cubed in volume.");
        out.line("[stop.progression]");
        out.line("when = \"burden > max(1.728 * nadir(burden), detectable)\"");
        out.line(&format!("check = \"every {SCANS} day\""));
        out.blank();
        out.line("[solver]");
        out.line(&format!("until = \"{UNTIL} day\""));
    }

    /// The clone that has most cells in the heaviest scenario: unseen mutants are its offspring.
    fn host(&self) -> usize {
        let Some(first) = self.scenarios.first() else {
            return 0;
        };
        let all = first.shares.iter().enumerate();
        all.fold(
            (0, -1.0),
            |best, (c, s)| if s.best > best.1 { (c, s.best) } else { best },
        )
        .0
    }
}

fn birth(clone: &ModelClone) -> String {
    if clone.costly {
        format!("death + net * (1 - cost_{})", clone.name)
    } else {
        "birth".to_owned()
    }
}

/// The parameter that says how much of a drug's effect a clone keeps, where it is uncertain.
fn effect_parameter(
    clone: &ModelClone,
    effect: &DrugEffect,
    drug: &str,
    label: &str,
) -> Option<String> {
    match effect {
        DrugEffect::Full | DrugEffect::Nothing { .. } => None,
        DrugEffect::Fold { low, high, source } => {
            let (low, high) = (low.max(1.0), high.max(low.max(1.0) * 1.01));
            Some(format!(
                "fold_{}_{drug} = {{ value = {}, bounds = [1, 1e6], prior = \"loguniform({}, {})\", source = {}, note = {} }}",
                clone.name,
                number((low * high).sqrt()),
                number(low),
                number(high),
                quoted(source),
                quoted(&format!(
                    "how much more {label} half the effect takes on cells with {}",
                    clone.note
                ))
            ))
        }
        DrugEffect::Reduced { source, .. } => Some(format!(
            "keep_{}_{drug} = {{ value = 0.1, bounds = [0, 1], prior = \"beta(1, 9)\", source = {}, note = {} }}",
            clone.name,
            quoted(&format!("{source}; size: prior")),
            quoted(&format!(
                "what is left of the effect of {label} on cells with {}",
                clone.note
            ))
        )),
    }
}
