//! Classes of variants in the terms of the Sequence Ontology, as VEP and SnpEff write them, and of ANNOVAR.

use forestall_base::Consequence;

/// The most severe of the terms in `text`, joined by `&`, `,`, `;` or `~`.
pub(crate) fn of_terms(text: &str) -> Option<Consequence> {
    text.split(['&', ',', ';', '~', '+'])
        .filter_map(|term| of_term(term.trim()))
        .min_by_key(|consequence| severity(*consequence))
}

/// Order of severity: 0 is worst.
pub(crate) fn severity(consequence: Consequence) -> u8 {
    match consequence {
        Consequence::Nonsense => 0,
        Consequence::Frameshift => 1,
        Consequence::SpliceSite => 2,
        Consequence::StartLost => 3,
        Consequence::StopLost => 4,
        Consequence::InframeDeletion => 5,
        Consequence::InframeInsertion => 6,
        Consequence::Missense => 7,
        Consequence::Silent => 8,
        Consequence::Unstated => 9,
        Consequence::NonCoding => 10,
    }
}

/// Whether the protein may be another one.
pub(crate) fn alters(consequence: Consequence) -> bool {
    severity(consequence) < severity(Consequence::Silent)
}

fn of_term(term: &str) -> Option<Consequence> {
    Some(match term.to_ascii_lowercase().as_str() {
        "missense_variant"
        | "missense"
        | "non_synonymous_coding"
        | "nonsynonymous snv"
        | "protein_altering_variant"
        | "coding_sequence_variant"
        | "codon_change"
        | "missense_mutation" => Consequence::Missense,
        "stop_gained" | "stopgain" | "stopgain snv" | "nonsense" | "nonsense_mutation" => {
            Consequence::Nonsense
        }
        "frameshift_variant"
        | "frame_shift"
        | "frameshift deletion"
        | "frameshift insertion"
        | "frameshift substitution"
        | "frameshift block substitution"
        | "frameshift_elongation"
        | "frameshift_truncation"
        | "frame_shift_del"
        | "frame_shift_ins" => Consequence::Frameshift,
        "inframe_deletion"
        | "conservative_inframe_deletion"
        | "disruptive_inframe_deletion"
        | "codon_deletion"
        | "codon_change_plus_codon_deletion"
        | "nonframeshift deletion"
        | "nonframeshift substitution"
        | "inframe_indel"
        | "in_frame_del" => Consequence::InframeDeletion,
        "inframe_insertion"
        | "conservative_inframe_insertion"
        | "disruptive_inframe_insertion"
        | "codon_insertion"
        | "codon_change_plus_codon_insertion"
        | "nonframeshift insertion"
        | "in_frame_ins" => Consequence::InframeInsertion,
        "splice_acceptor_variant"
        | "splice_donor_variant"
        | "splice_site_acceptor"
        | "splice_site_donor"
        | "splicing"
        | "splice_site" => Consequence::SpliceSite,
        "start_lost"
        | "startloss"
        | "initiator_codon_variant"
        | "de_novo_start_in_frame"
        | "de_novo_start_out_frame"
        | "start_codon_snp"
        | "start_codon_del"
        | "start_codon_ins" => Consequence::StartLost,
        "stop_lost" | "stoploss" | "stoploss snv" | "nonstop" => Consequence::StopLost,
        "synonymous_variant"
        | "synonymous_coding"
        | "synonymous snv"
        | "stop_retained_variant"
        | "synonymous_stop"
        | "start_retained_variant"
        | "synonymous_start"
        | "silent" => Consequence::Silent,
        "downstream"
        | "upstream"
        | "intron"
        | "exon"
        | "intergenic"
        | "intragenic"
        | "transcript"
        | "intronic"
        | "exonic"
        | "upstream_gene_variant"
        | "downstream_gene_variant"
        | "igr"
        | "rna"
        | "lincrna"
        | "five_prime_flank"
        | "three_prime_flank"
        | "five_prime_utr"
        | "three_prime_utr"
        | "couldnotdetermine" => Consequence::NonCoding,
        term if [
            "intron",
            "utr",
            "intergenic",
            "region",
            "non_coding",
            "nc_transcript",
            "ncrna",
            "mature_mirna",
            "regulatory",
            "splice_polypyrimidine",
            "splice_donor_",
            "splice_acceptor_",
            "tf_binding",
            "nmd",
            "intragenic",
            "upstream",
            "downstream",
        ]
        .iter()
        .any(|part| term.contains(part)) =>
        {
            Consequence::NonCoding
        }
        _ => return None,
    })
}
