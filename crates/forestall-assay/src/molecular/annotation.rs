//! Which of the annotations of a variant is taken.

use forestall_base::Consequence;

use super::effect::{alters, severity};
use super::options::ProfileOptions;

/// What an annotation says of a variant on one transcript; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Effect<'a> {
    pub(crate) gene: &'a str,
    pub(crate) transcript: &'a str,
    pub(crate) protein: std::borrow::Cow<'a, str>,
    pub(crate) coding: &'a str,
    pub(crate) consequence: Option<Consequence>,
    pub(crate) exon: Option<u16>,
    /// The annotation's own choice: MANE, canonical or picked.
    pub(crate) chosen: bool,
}

/// The annotations to use, one for each gene whose protein may change; where there is none, the worst of all.
///
/// Within a gene: the transcript that `options` names, else the annotation's own choice, else the most severe with a protein
/// change, else the first. The number of genes whose other transcripts number the change in another way comes second.
pub(crate) fn choose<'e, 'a>(
    effects: &'e [Effect<'a>],
    options: &ProfileOptions,
) -> (Vec<&'e Effect<'a>>, usize) {
    let worth = |effect: &Effect<'_>| {
        let stated = effect.consequence.unwrap_or(Consequence::Unstated);
        let wanted = options.transcripts.get(effect.gene);
        let preferred = wanted.is_some_and(|wanted| same(wanted, effect.transcript));
        let silent = effect.protein.is_empty();
        (!preferred, !effect.chosen, severity(stated), silent)
    };
    let mut genes: Vec<&str> = Vec::new();
    for effect in effects {
        if effect.consequence.is_some_and(alters) && !genes.contains(&effect.gene) {
            genes.push(effect.gene);
        }
    }
    if genes.is_empty() {
        return (
            effects
                .iter()
                .min_by_key(|e| worth(e))
                .into_iter()
                .collect(),
            0,
        );
    }
    let mut unlike = 0;
    let mut taken = Vec::new();
    for gene in genes {
        let of_gene = || effects.iter().filter(|effect| effect.gene == gene);
        if let Some(best) = of_gene().min_by_key(|effect| worth(effect)) {
            let other =
                |effect: &&Effect<'_>| !effect.protein.is_empty() && effect.protein != best.protein;
            unlike += usize::from(
                of_gene().any(|effect| other(&effect)) && !options.transcripts.contains_key(gene),
            );
            taken.push(best);
        }
    }
    (taken, unlike)
}

/// Whether two transcripts are the same, whatever their versions.
fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        text.split('.')
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase()
    };
    plain(one) == plain(other)
}

/// Says that other transcripts number residues in another way.
pub(crate) fn remark_unlike(unlike: usize, intake: &mut super::intake::Intake<'_>) {
    if unlike > 0 {
        intake.remark(format!(
            "{unlike} variants have other residue numbers on other transcripts of the same gene: the transcript that the annotation prefers, else the first of the most severe, was used."
        ));
    }
}
