use super::super::super::change::{CodingChange, ProteinChange};
use super::super::super::phase::{Allelic, Proof};
use super::super::{
    AlleleOrigin, CodingVariant, Reversion, ReversionCandidate, ReversionRule, ReversionVerdict,
    loss_of_mutant_allele, reversion, reversion_summary, reversions,
};

fn variant(coding: &str, protein: &str) -> CodingVariant {
    CodingVariant {
        coding: CodingChange::parse(coding).ok(),
        protein: ProteinChange::parse(protein).ok(),
    }
}

fn call(primary: &str, second: &str, cis: Proof) -> Reversion {
    reversion(&variant(primary, ""), &variant(second, ""), cis, None)
}

#[track_caller]
fn check(call: &Reversion, verdict: ReversionVerdict, reason: &str) {
    assert_eq!((call.verdict, call.reason.as_str()), (verdict, reason));
}

#[test]
fn frame_shifts_are_added() {
    check(
        &call("c.68_69del", "c.80_80delG", Proof::Proven),
        ReversionVerdict::Restored,
        "c.68_69del shifts by -2, c.80del by -1, together -3: the frame is restored; 4 codons between them are read out of frame (no stop among as many random ones: 0.83)",
    );
    check(
        &call("c.5946delT", "c.5960dup", Proof::Possible),
        ReversionVerdict::RestoredIfCis,
        "c.5946del shifts by -1, c.5960dup by +1, together +0: the frame is restored; 5 codons between them are read out of frame (no stop among as many random ones: 0.79); reads do not show whether both lie on one allele",
    );
    check(
        &call("c.5946delT", "c.5960dup", Proof::Excluded),
        ReversionVerdict::NotRestored,
        "c.5946del shifts by -1, c.5960dup by +1, together +0: the frame is restored; 5 codons between them are read out of frame (no stop among as many random ones: 0.79); but the two lie on different alleles",
    );
    check(
        &call("c.5946delT", "c.5960del", Proof::Proven),
        ReversionVerdict::NotRestored,
        "c.5946del shifts by -1, c.5960del by -1, together -2: no multiple of 3",
    );
    let far = call("c.100del", "c.500_501del", Proof::Proven);
    assert!(far.stretch.unwrap().unlikely);
    assert!(
        far.reason
            .ends_with("; 399 bases apart: frame restored, unlikely to work"),
        "{}",
        far.reason
    );
}

/// (61/64)^n of n = 10, 20, 50: 0.62, 0.38, 0.09.
#[test]
fn chance_without_a_stop_falls_with_the_distance() {
    for (distance, codons, chance) in [(29, 10, 0.62), (59, 20, 0.38), (149, 50, 0.09)] {
        let second = format!("c.{}_{}insA", 1000 + distance, 1001 + distance);
        let stretch = call("c.1000del", &second, Proof::Proven).stretch.unwrap();
        assert_eq!((stretch.distance, stretch.codons), (distance, codons));
        assert!((stretch.free_of_stops - chance).abs() < 0.006);
    }
}

#[test]
fn a_deletion_over_the_site_removes_it() {
    check(
        &call("c.5266dup", "c.5260_5271del", Proof::Proven),
        ReversionVerdict::Restored,
        "c.5260_5271del takes c.5266dup away, and 12 bases net: in frame",
    );
    check(
        &call("c.5266dup", "c.5260_5270del", Proof::Proven),
        ReversionVerdict::NotRestored,
        "c.5260_5270del takes c.5266dup away, and 11 bases net: out of frame",
    );
    let stop = variant("c.3607C>T", "R1203*");
    let gone = reversion(&stop, &variant("c.3601_3612del", ""), Proof::Proven, None);
    assert_eq!(
        (gone.verdict, gone.rule),
        (ReversionVerdict::Restored, ReversionRule::Removal)
    );
    check(
        &call("c.100_103delinsA", "c.103_106del", Proof::Proven),
        ReversionVerdict::NotAssessable,
        "c.100_103delinsA and c.103_106del overlap: what they leave needs the record of the whole allele",
    );
}

#[test]
fn a_stop_codon_may_become_sense_again() {
    // CGA or CGG... made TGA: arginine 1203 of CGA. A second change of the codon's second base gives TCA, serine; of its third, TGG.
    let stop = variant("c.3607C>T", "R1203*");
    let second = |coding: &str, protein: &str| {
        reversion(&stop, &variant(coding, protein), Proof::Proven, None)
    };
    check(
        &second("c.3608G>C", ""),
        ReversionVerdict::Restored,
        "c.3608G>C makes the stop codon 1203 S",
    );
    check(
        &second("c.3608G>A", ""),
        ReversionVerdict::NotRestored,
        "c.3608G>A leaves codon 1203 a stop",
    );
    check(
        &second("c.3607C>G", ""),
        ReversionVerdict::Restored,
        "c.3607C>G makes the stop codon 1203 G",
    );
    check(
        &second("c.3607_3609delinsGGT", "R1203G"),
        ReversionVerdict::Restored,
        "c.3607_3609delinsGGT replaces the stop codon: R1203G",
    );
    check(
        &second("c.3620A>G", ""),
        ReversionVerdict::NotRestored,
        "c.3620A>G leaves codon 1203, the stop of c.3607C>T, as it is",
    );
    check(
        &second("c.3620del", ""),
        ReversionVerdict::NotRestored,
        "c.3620del shifts the frame by -1, the stop of c.3607C>T stays or a new one follows",
    );
}

#[test]
fn what_cannot_be_told_is_said() {
    let none = CodingVariant::default();
    let some = variant("c.68_69del", "");
    check(
        &reversion(&none, &some, Proof::Possible, None),
        ReversionVerdict::NotAssessable,
        "the pathogenic variant has no coding change (HGVS c.)",
    );
    check(
        &reversion(&some, &none, Proof::Possible, None),
        ReversionVerdict::NotAssessable,
        "the second variant has no coding change (HGVS c.)",
    );
    check(
        &call(
            "NM_007294.4:c.68_69del",
            "NM_007300.3:c.80del",
            Proof::Proven,
        ),
        ReversionVerdict::NotAssessable,
        "NM_007294.4 and NM_007300.3 number the two variants",
    );
    let versions = call(
        "NM_007294.3:c.68_69del",
        "NM_007294.4(BRCA1):c.80del",
        Proof::Proven,
    );
    assert_eq!(versions.verdict, ReversionVerdict::Restored);
    check(
        &call("c.5332+1G>A", "c.5340del", Proof::Proven),
        ReversionVerdict::NotAssessable,
        "c.5332+1G>A changes a splice site: no frame to count without the transcripts it leaves",
    );
    check(
        &call("c.5332+1G>A", "c.5278-20_5332+30del", Proof::Proven),
        ReversionVerdict::Possible,
        "c.5278-20_5332+30del takes the exon with the splice site of c.5332+1G>A out; whether the rest stays in frame needs the exons",
    );
    check(
        &call("c.5266dup", "c.5194-20_5277+30del", Proof::Proven),
        ReversionVerdict::Possible,
        "c.5194-20_5277+30del takes the exon with c.5266dup out; in frame if the exon's length is a multiple of 3",
    );
    check(
        &call("c.5266dup", "c.5194-20_5278+30del", Proof::Proven),
        ReversionVerdict::NotRestored,
        "c.5194-20_5278+30del takes 85 bases of exons out with c.5266dup: no multiple of 3",
    );
    check(
        &call("c.181T>G", "c.200del", Proof::Proven),
        ReversionVerdict::NotAssessable,
        "c.181T>G keeps the frame and is not stated to be a stop: there is no loss to restore by arithmetic",
    );
    check(
        &call("c.68_69del", "c.68_69delAG", Proof::Proven),
        ReversionVerdict::NotRestored,
        "the two are the same variant",
    );
    check(
        &call("c.68_69del", "c.5332+1G>A", Proof::Proven),
        ReversionVerdict::NotAssessable,
        "c.5332+1G>A does not lie in the coding sequence, or does not state its length",
    );
}

#[test]
fn a_lost_mutant_allele_needs_depth() {
    let judge = |before: u32, after: (u32, u32), origin| {
        let (pre, post) = (
            Allelic::diploid(before, 200, 0.8),
            Allelic::diploid(after.0, after.1, 0.8),
        );
        loss_of_mutant_allele(&pre, &post, origin, 0.95)
    };
    check(
        &judge(80, (0, 500), AlleleOrigin::Somatic),
        ReversionVerdict::Restored,
        "no read of 500 carries the pathogenic variant; one cell in ten would have shown it with probability 1.00",
    );
    check(
        &judge(80, (0, 30), AlleleOrigin::Somatic),
        ReversionVerdict::NotAssessable,
        "no read of 30 carries the pathogenic variant, but one cell in ten would have shown it with probability 0.71 only",
    );
    assert_eq!(
        judge(80, (9, 500), AlleleOrigin::Somatic).verdict,
        ReversionVerdict::NotRestored
    );
    assert_eq!(
        judge(1, (0, 500), AlleleOrigin::Somatic).verdict,
        ReversionVerdict::NotAssessable
    );
    // Purity 0.8: tumour cells without the allele leave 0.1, with one of two copies 0.5.
    assert_eq!(
        judge(100, (52, 500), AlleleOrigin::Germline).verdict,
        ReversionVerdict::Restored
    );
    assert_eq!(
        judge(100, (250, 500), AlleleOrigin::Germline).verdict,
        ReversionVerdict::NotRestored
    );
    assert_eq!(
        judge(100, (1, 4), AlleleOrigin::Germline).verdict,
        ReversionVerdict::NotAssessable
    );
}

/// Inherited frameshift with loss of the other allele; three second variants, one of them phased away.
#[test]
fn several_second_variants_are_polyclonal() {
    use forestall_base::{Names, Phase};
    let set = Names::default().intern("PS1");
    let phase = |strand| Some(Phase { set, strand });
    let tumour = |alternate| Some(Allelic::diploid(alternate, 400, 0.8));
    // Purity 0.8, both copies in the tumour mutated: (0.8 * 2 + 0.2) / 2 of all reads.
    let primary = ReversionCandidate {
        variant: variant("c.5946del", ""),
        allelic: Some(Allelic {
            inherited: 1.0,
            multiplicity: 2.0,
            most: 2.0,
            ..Allelic::diploid(364, 400, 0.8)
        }),
        phase: phase(0),
    };
    let other = |coding: &str, strand: Option<u8>, alternate| ReversionCandidate {
        variant: variant(coding, ""),
        allelic: tumour(alternate),
        phase: strand.and_then(phase),
    };
    let others = [
        other("c.5960dup", Some(0), 20),
        other("c.5970_5971del", None, 90),
        other("c.5980dup", Some(1), 20),
        other("c.5990del", None, 20),
    ];
    let found = reversions(std::slice::from_ref(&primary), &others, None, 0.99);
    let verdicts: Vec<ReversionVerdict> = found.iter().map(|f| f.call.verdict).collect();
    assert_eq!(
        verdicts,
        [
            ReversionVerdict::Restored,
            ReversionVerdict::Restored,
            ReversionVerdict::NotRestored,
            ReversionVerdict::NotRestored
        ],
        "{:?}",
        found[1].call.reason
    );
    assert_eq!(
        reversion_summary(&found),
        "2 second variants restore the gene, each in cells of its own unless reads show them together: polyclonal reversion"
    );
    assert_eq!(
        reversion_summary(&found[..1]),
        "one second variant restores the gene"
    );
    assert_eq!(
        reversion_summary(&found[2..]),
        "no second variant restores the gene"
    );
    let unread = reversions(&[primary], &[ReversionCandidate::default()], None, 0.99);
    assert_eq!(
        reversion_summary(&unread),
        "no second variant is shown to restore the gene; 1 cannot be judged"
    );
}
