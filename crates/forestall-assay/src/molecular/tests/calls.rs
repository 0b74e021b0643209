//! Variant calls: annotations, samples, reads, alleles, phase.

use forestall_base::{Consequence, Found};

use super::{all, read};
use crate::{ProfileOptions, read_profile};

const COLUMNS: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\tNORMAL\n";

fn vcf(meta: &str, rows: &str) -> String {
    format!("##fileformat=VCFv4.2\n{meta}\n{COLUMNS}{rows}")
}

const CSQ: &str = "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Consequence annotations from Ensembl VEP. Format: Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|HGVSc|HGVSp|CANONICAL\">";

#[test]
fn vep_by_the_order_of_its_header() {
    let rows = "chr7\t140453136\t.\tA\tT\t.\tPASS\tCSQ=T|missense_variant|MODERATE|BRAF|ENSG1|Transcript|ENST00000496384|protein_coding|10/10|ENST00000496384.2:c.620T>A|ENSP00000419060.2:p.Val207Glu|,\
        T|missense_variant|MODERATE|BRAF|ENSG1|Transcript|ENST00000288602|protein_coding|15/18|ENST00000288602.6:c.1799T>A|ENSP00000288602.6:p.Val600Glu|YES\tGT:AD:DP\t0/1:70,30:104\t0/0:50,0:50\n\
        chr17\t7577120\t.\tC\tT\t.\tgermline;weak\tCSQ=\tGT\t0/1\t0/0\n\
        chr7\t140453137\t.\tC\tT\t.\t.\tCSQ=T|synonymous_variant|LOW|BRAF|ENSG1|Transcript|ENST00000288602|protein_coding|15/18||ENSP00000288602.6:p.Val600%3D|YES\tGT:AD\t0/1:9,1\t0/0:9,0\n";
    let profile = read("x.vcf", &vcf(CSQ, rows)).unwrap();
    assert_eq!(
        all(&profile),
        [
            "BRAF ENSP00000288602.6:p.Val600Glu",
            "BRAF ENSP00000288602.6:p.Val600="
        ]
    );
    let Found::Change {
        consequence,
        exon,
        transcript,
        ..
    } = profile.findings[0].found
    else {
        panic!()
    };
    assert_eq!((consequence, exon), (Consequence::Missense, Some(15)));
    assert_eq!(
        transcript.map(|name| profile.names.text(name)),
        Some("ENST00000288602")
    );
    assert_eq!(profile.findings[0].fraction(), Some(0.3));
    assert_eq!(&*profile.samples[0].name, "TUMOR");
    assert_eq!(profile.build, Some("GRCh37"), "from the place of BRAF");
    assert_eq!(
        profile.dropped,
        [("the filter of the caller was not passed".to_owned(), 1)]
    );
    assert!(profile.remarks.contains(&"1 variants have other residue numbers on other transcripts of the same gene: the transcript that the annotation prefers, else the first of the most severe, was used.".to_owned()));
    let mut options = ProfileOptions::default();
    options
        .transcripts
        .insert("BRAF".into(), "ENST00000496384".into());
    let other = read_profile("x.vcf", vcf(CSQ, rows).as_bytes(), &options).unwrap();
    assert_eq!(all(&other)[0], "BRAF ENSP00000419060.2:p.Val207Glu");
}

#[test]
fn each_allele_takes_its_own_annotation_and_reads() {
    let rows = "12\t25398284\t.\tC\tA,T\t.\tPASS\tCSQ=A|missense_variant|M|KRAS|E|T|ENST1|p|2/6||p.Gly12Val|YES,T|missense_variant|M|KRAS|E|T|ENST1|p|2/6||p.Gly12Asp|YES\tGT:AD\t0/1/2:60,30,10\t0/0:10,0,0\n\
        12\t25398285\t.\tCAA\tC,CA\t.\tPASS\tCSQ=-|frameshift_variant|M|KRAS|E|T|ENST1|p|2/6||p.X1fs|YES,A|frameshift_variant|M|KRAS|E|T|ENST1|p|2/6||p.Y2fs|YES\tGT:AD\t0/2:60,0,10\t0/0:10,0,0\n";
    let profile = read("x.vcf", &vcf(CSQ, rows)).unwrap();
    assert_eq!(
        all(&profile),
        ["KRAS p.Gly12Val", "KRAS p.Gly12Asp", "KRAS p.Y2fs"]
    );
    let fractions: Vec<_> = profile
        .findings
        .iter()
        .map(|f| f.fraction().unwrap())
        .collect();
    assert_eq!(fractions, [0.3, 0.1, 10.0 / 70.0]);
    assert_eq!(
        profile.dropped,
        [("the allele was not called in this sample".to_owned(), 1)]
    );
    let place = profile.findings[2].place.unwrap();
    assert_eq!((place.start, place.end), (25_398_287, 25_398_287));
    assert_eq!(
        (
            profile.names.text(place.reference),
            profile.names.text(place.alternate)
        ),
        ("A", "-")
    );
}

#[test]
fn snpeff_funcotator_and_bcftools_by_the_same_rule() {
    let ann = "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length'\">";
    let rows = "7\t55249071\t.\tC\tT\t.\tPASS\tANN=T|missense_variant&splice_region_variant|MODERATE|EGFR|EGFR|transcript|NM_005228.5|protein_coding|20/28|c.2369C>T|p.Thr790Met|2631/9905\tAF:DP\t0.12:200\t.\n";
    let profile = read("x.vcf", &vcf(ann, rows)).unwrap();
    assert_eq!(all(&profile), ["EGFR p.Thr790Met"]);
    assert_eq!(
        profile.findings[0].reads.map(|r| (r.alternate, r.depth)),
        Some((24, 200))
    );
    let funcotation = "##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description=\"Functional annotation from the Funcotator tool.  Funcotation fields are: Gencode_19_hugoSymbol|Gencode_19_ncbiBuild|Gencode_19_variantClassification|Gencode_19_annotationTranscript|Gencode_19_transcriptExon|Gencode_19_cDnaChange|Gencode_19_proteinChange\">";
    let rows = "7\t55249071\t.\tC\tT,G\t.\tPASS\tFUNCOTATION=[EGFR|hg19|MISSENSE|ENST00000275493.2|20|c.2369C>T|p.T790M],[EGFR|hg19|MISSENSE|ENST00000275493.2|20|c.2369C>G|p.T790R]\tGT:AD\t0/1/2:80,15,5\t.\n";
    let profile = read("x.vcf", &vcf(funcotation, rows)).unwrap();
    assert_eq!(all(&profile), ["EGFR p.T790M", "EGFR p.T790R"]);
    assert!(matches!(
        profile.findings[0].found,
        Found::Change {
            consequence: Consequence::Missense,
            exon: Some(20),
            ..
        }
    ));
    let bcsq = "##INFO=<ID=BCSQ,Number=.,Type=String,Description=\"Local consequence annotation from BCFtools/csq. Format: Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change\">";
    let rows = "7\t140453136\t.\tA\tT\t.\tPASS\tBCSQ=missense|BRAF|ENST00000288602|protein_coding|-|600V>600E|140453136A>T\tGT:AD\t0/1:7,3\t.\n";
    assert_eq!(
        all(&read("x.vcf", &vcf(bcsq, rows)).unwrap()),
        ["BRAF V600E"]
    );
    let fusion = "2\t42522656\t.\tG\tG]2:29446394]\t.\tPASS\tANN=G]2:29446394]|gene_fusion|HIGH|EML4&ALK|x|gene_variant|y|||||\tGT\t0/1\t0/0\n";
    assert_eq!(
        all(&read("x.vcf", &vcf(ann, fusion)).unwrap()),
        ["EML4 :: ALK"]
    );
}

#[test]
fn phased_calls_tell_the_molecule() {
    let rows = "7\t55249071\t.\tC\tT\t.\tPASS\t.\tGT:AD:PGT:PID\t0/1:80,20:0|1:55249071_C_T\t.\n\
        7\t55249092\t.\tG\tC\t.\tPASS\t.\tGT:AD:PGT:PID\t0/1:90,10:1|0:55249071_C_T\t.\n\
        7\t55249093\t.\tG\tC\t.\tPASS\t.\tGT:AD:PS\t1|0:90,10:77\t.\n\
        7\t55249094\t.\tG\tC\t.\tPASS\t.\tGT:AD\t0/1:90,10\t.\n";
    let profile = read("x.vcf", &vcf("", rows)).unwrap();
    let phases: Vec<_> = profile
        .findings
        .iter()
        .map(|f| match f.found {
            Found::Change { phase, .. } => phase.map(|p| (profile.names.text(p.set), p.strand)),
            _ => None,
        })
        .collect();
    assert_eq!(
        phases,
        [
            Some(("55249071_C_T", 1)),
            Some(("55249071_C_T", 0)),
            Some(("77", 0)),
            None
        ]
    );
}

#[test]
fn callers_count_reads_in_their_own_ways() {
    let fraction = |format: &str, value: &str| {
        let rows = format!("7\t55249071\t.\tC\tT\t.\tPASS\t.\t{format}\t{value}\t.\n");
        read("x.vcf", &vcf("", &rows)).unwrap().findings[0]
            .fraction()
            .unwrap()
    };
    assert_eq!(fraction("GT:AO:RO", "0/1:20:80"), 0.2);
    assert_eq!(fraction("GT:RD:AD", "0/1:80:20"), 0.2);
    assert_eq!(fraction("AU:CU:GU:TU", "0,0:80,81:0,0:20,21"), 0.2);
    assert_eq!(fraction("GT:AD:DP", "0/1:20:100"), 0.2);
    assert!((fraction("GT:FREQ", "0/1:12.5%") - 0.125).abs() < 1e-7);
}

#[test]
fn the_header_names_the_tumour() {
    let rows = "7\t55249071\t.\tC\tT\t.\tPASS\t.\tGT:AD\t0/0:80,0\t0/1:80,20\n";
    let named = |meta: &str| {
        let text = vcf(meta, rows).replace("TUMOR\tNORMAL", "A\tB");
        read("x.vcf", &text).unwrap().samples[0].name.to_string()
    };
    assert_eq!(named("##tumor_sample=B"), "B");
    assert_eq!(named("##normal_sample=A"), "B");
    assert_eq!(named("##SAMPLE=<ID=B,Description=\"Tumor\">"), "B");
}

#[test]
fn the_header_names_the_build() {
    let build = |meta: &str| read("x.vcf", &vcf(meta, "")).unwrap().build;
    assert_eq!(
        build("##reference=file:///ref/hg38/Homo_sapiens.fa"),
        Some("GRCh38")
    );
    assert_eq!(build("##contig=<ID=chr1,length=249250621>"), Some("GRCh37"));
    assert_eq!(
        build("##contig=<ID=1,length=248956422,assembly=GRCh38>"),
        Some("GRCh38")
    );
    assert_eq!(
        build("##VEP=\"v104\" cache=\"x\" assembly=\"GRCh37.p13\""),
        Some("GRCh37")
    );
    assert_eq!(build("##source=nothing"), None);
    let mouse = read("x.vcf", &vcf("##reference=mm10.fa", "")).unwrap_err();
    assert_eq!(mouse.message, "x.vcf: \"mm10.fa\" is a genome of the mouse");
}

#[test]
fn bcf_that_bcftools_wrote_is_the_same_as_its_vcf() {
    let options = ProfileOptions::default();
    let text = read_profile("x", include_bytes!("files/small.vcf"), &options).unwrap();
    let mut binary = read_profile("x", include_bytes!("files/small.bcf"), &options).unwrap();
    assert_eq!(
        all(&text),
        [
            "EGFR ENSP00000275493.2:p.Thr790Met",
            "KRAS p.Gly12Val",
            "KRAS p.Gly12Asp"
        ]
    );
    assert!(
        matches!(text.findings[0].found, Found::Change { phase: Some(p), .. } if p.strand == 1)
    );
    // Lines of the one are records of the other, and the formats are called by their names.
    for (one, other) in binary.findings.iter_mut().zip(&text.findings) {
        one.line = other.line;
    }
    binary.remarks[0].clone_from(&text.remarks[0]);
    assert_eq!(binary, text);
}

#[test]
fn bcf_that_was_cut_off_is_refused() {
    let mut whole = Vec::new();
    let mut unpacked = flate2::read::MultiGzDecoder::new(&include_bytes!("files/small.bcf")[..]);
    std::io::Read::read_to_end(&mut unpacked, &mut whole).unwrap();
    let refused = |end: usize| {
        read_profile("x.bcf", &whole[..end], &ProfileOptions::default())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(whole.len() - 5),
        "error[G0063]: x.bcf: the BCF is cut off or damaged in record 3\n  expected: BCF of version 2, as bcftools writes it\n  \
         help: copy the file again, or convert it: bcftools view FILE"
    );
    assert!(
        refused(100)
            .starts_with("error[G0063]: x.bcf: the BCF is cut off or damaged in its header\n")
    );
    for end in 5..whole.len() - 1 {
        let _ = read_profile("x.bcf", &whole[..end], &ProfileOptions::default());
    }
}
