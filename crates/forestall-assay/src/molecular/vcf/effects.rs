//! The annotations of a call.

use std::borrow::Cow;

use forestall_base::Consequence;

use super::Call;
use super::heading::Heading;
use super::protein::{built, of_bcftools};
use crate::molecular::annotation::Effect;
use crate::molecular::effect::of_terms;
use crate::molecular::maf;

/// How annotations are to be read: which INFO field, and where in it things are.
#[derive(Default)]
pub(super) struct Effects {
    id: Option<&'static str>,
    allele: Option<usize>,
    allele_number: Option<usize>,
    gene: Option<usize>,
    transcript: Option<usize>,
    consequence: Option<usize>,
    protein: Option<usize>,
    coding: Option<usize>,
    exon: Option<usize>,
    residues: Option<usize>,
    place: Option<usize>,
    choice: Vec<usize>,
}

impl Effects {
    /// From the header, which alone gives the order of the fields.
    pub(super) fn of(heading: &Heading) -> Self {
        let rank = |id: &str| {
            ["CSQ", "ANN", "FUNCOTATION", "BCSQ", "EFF"]
                .iter()
                .position(|known| *known == id)
        };
        let Some((id, fields)) = heading.annotations.iter().min_by_key(|(id, _)| rank(id)) else {
            return Self::default();
        };
        let find = |names: &[&str]| {
            names.iter().find_map(|name| {
                fields.iter().position(|field| {
                    field == name || name.starts_with('_') && field.ends_with(name)
                })
            })
        };
        Self {
            id: Some(id),
            allele: find(&["allele"]),
            allele_number: find(&["allele_num"]),
            gene: find(&["symbol", "gene_name", "gene_symbol", "_hugosymbol", "gene"]),
            transcript: find(&[
                "feature",
                "feature_id",
                "_annotationtranscript",
                "transcript",
            ]),
            consequence: find(&[
                "consequence",
                "annotation",
                "_variantclassification",
                "effect",
            ]),
            protein: find(&["hgvsp", "hgvs.p", "_proteinchange", "amino_acid_change"]),
            coding: find(&["hgvsc", "hgvs.c", "_cdnachange", "dna_change"]),
            exon: find(&["exon", "rank", "_transcriptexon"]),
            residues: find(&["amino_acids"]),
            place: find(&["protein_position"]),
            choice: ["canonical", "mane_select", "pick"]
                .iter()
                .filter_map(|name| find(&[name]))
                .collect(),
        }
    }

    /// The INFO field that is read.
    pub(super) fn annotation(&self) -> Option<&'static str> {
        self.id
    }

    /// What the annotation says of one allele.
    pub(super) fn of_allele<'a>(&self, call: &Call<'a>) -> Vec<Effect<'a>> {
        let Some(value) = self.id.and_then(|id| call.info(id)) else {
            return Vec::new();
        };
        match self.id {
            Some("EFF") => value
                .split(',')
                .filter_map(|entry| self.old_form(entry))
                .collect(),
            Some("FUNCOTATION") => {
                let entries: Vec<&str> = value.split("],[").collect();
                let entry = entries.get(call.number - 1).or(entries.first());
                entry
                    .map(|entry| self.effect(entry.trim_matches(['[', ']'])))
                    .into_iter()
                    .collect()
            }
            _ => {
                let mine = |entry: &&str| call.alternates.len() == 1 || self.is_of(entry, call);
                value
                    .split(',')
                    .filter(mine)
                    .map(|entry| self.effect(entry))
                    .collect()
            }
        }
    }

    /// Whether an entry is about the allele of `call`.
    fn is_of(&self, entry: &str, call: &Call<'_>) -> bool {
        let field = |at: usize| entry.split('|').nth(at).unwrap_or_default();
        if let Some(number) = self
            .allele_number
            .map(field)
            .filter(|number| !number.is_empty())
        {
            return number.parse() == Ok(call.number);
        }
        let Some(allele) = self.allele.map(field) else {
            return true;
        };
        // VEP takes the first base away where all alleles share it.
        let first = call.reference.get(..1).unwrap_or_default();
        let shared = call.alternates.iter().all(|a| a.starts_with(first))
            && call
                .alternates
                .iter()
                .any(|a| a.len() != call.reference.len());
        let cut = call.alternate.get(1..).filter(|_| shared);
        allele == call.alternate
            || cut.is_some_and(|cut| allele == if cut.is_empty() { "-" } else { cut })
    }

    fn effect<'a>(&self, entry: &'a str) -> Effect<'a> {
        let fields: Vec<&str> = entry.split('|').map(str::trim).collect();
        let field = |at: Option<usize>| {
            at.and_then(|at| fields.get(at))
                .copied()
                .unwrap_or_default()
        };
        let consequence = match field(self.consequence).to_ascii_uppercase().as_str() {
            "DE_NOVO_START_IN_FRAME" => Some(Consequence::StartLost),
            _ => maf::consequence(&capitalised(field(self.consequence)))
                .or_else(|| of_terms(field(self.consequence))),
        };
        let protein = match field(self.protein) {
            "" => Cow::Owned(built(field(self.residues), field(self.place), consequence)),
            text if self.id == Some("BCSQ") => Cow::Owned(of_bcftools(text)),
            text => decoded(text),
        };
        let chosen = |at: &usize| !matches!(field(Some(*at)), "" | "NO" | "0" | "-");
        Effect {
            gene: field(self.gene),
            transcript: field(self.transcript),
            protein,
            coding: field(self.coding),
            consequence,
            exon: maf::exon(field(self.exon)),
            chosen: self.choice.iter().any(chosen),
        }
    }

    /// `NON_SYNONYMOUS_CODING(MODERATE|MISSENSE|Aca/Gca|T141A|305|OR4F5|protein_coding|CODING|ENST...|exon)`.
    fn old_form<'a>(&self, entry: &'a str) -> Option<Effect<'a>> {
        let (term, rest) = entry.split_once('(')?;
        let fields: Vec<&str> = rest.trim_end_matches(')').split('|').collect();
        let known = |column: Option<usize>| {
            column
                .and_then(|at| fields.get(at))
                .map_or("", |field| field.trim())
        };
        let consequence = of_terms(term);
        let protein = known(self.protein);
        let protein = match (consequence, protein.contains('/')) {
            // SnpEff 4 writes `p.Thr141Ala/c.421A>G`.
            (_, true) => Cow::Borrowed(protein.split('/').next().unwrap_or_default()),
            (Some(Consequence::Silent), _) if !protein.is_empty() && !protein.ends_with('=') => {
                Cow::Owned(format!("{protein}="))
            }
            (Some(Consequence::Frameshift), _)
                if protein.ends_with(|c: char| c.is_ascii_digit()) =>
            {
                Cow::Owned(format!("{protein}fs"))
            }
            _ => Cow::Borrowed(protein),
        };
        Some(Effect {
            gene: known(self.gene),
            transcript: known(self.transcript),
            protein,
            coding: "",
            consequence,
            exon: maf::exon(known(self.exon).trim_start_matches("exon_")),
            chosen: false,
        })
    }
}

/// Funcotator writes the classes of MAF in capitals.
fn capitalised(term: &str) -> String {
    match term {
        "MISSENSE" => "Missense_Mutation".to_owned(),
        "NONSENSE" => "Nonsense_Mutation".to_owned(),
        "NONSTOP" => "Nonstop_Mutation".to_owned(),
        _ => term.to_owned(),
    }
}

/// Without the escapes of VCF: `%3D` is `=`.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut out = text.to_owned();
    for (code, plain) in [
        ("%3D", "="),
        ("%3d", "="),
        ("%3B", ";"),
        ("%2C", ","),
        ("%20", " "),
        ("%25", "%"),
    ] {
        out = out.replace(code, plain);
    }
    Cow::Owned(out)
}
