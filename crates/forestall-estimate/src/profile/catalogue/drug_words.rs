//! Classes of drugs in words, as a clinician reads them.

/// Names of drugs in a text, separated by blanks: classes are said in words, all else stays as it is.
///
/// ```
/// use forestall_estimate::profile::drugs_in_words;
/// assert_eq!(drugs_in_words("osimertinib + class:MET_TKI"), "osimertinib + MET TKI");
/// assert_eq!(drugs_in_words("class:CDK46_INHIBITOR"), "CDK4/6 inhibitor");
/// ```
#[must_use]
pub fn drugs_in_words(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let name = word.trim_end_matches(',');
        let class = name.strip_prefix("class:");
        class.map_or_else(
            || word.to_owned(),
            |class| class_in_words(class) + &word[name.len()..],
        )
    });
    words.collect::<Vec<_>>().join(" ")
}

fn class_in_words(class: &str) -> String {
    let whole = match class {
        "ICI" => "immune checkpoint inhibitor",
        "ARSI" => "androgen receptor signalling inhibitor",
        "ENDOCRINE" => "endocrine therapy",
        "ALKYLATING" => "alkylating agent",
        "HYPOMETHYLATING" => "hypomethylating agent",
        _ => "",
    };
    if !whole.is_empty() {
        return whole.to_owned();
    }
    let class = class.replace("BCR_ABL", "BCR::ABL1");
    class.split('_').map(part).collect::<Vec<_>>().join(" ")
}

/// A part of the name of a class: words in small letters, genes and abbreviations as they are spelled.
fn part(part: &str) -> String {
    let known = match part {
        "MAB" => "antibody",
        "CDK46" => "CDK4/6",
        "PD1" => "PD-1",
        "PDL1" => "PD-L1",
        "CTLA4" => "CTLA-4",
        "MTOR" => "mTOR",
        "IMID" => "IMiD",
        "1G" => "of the first generation",
        "2G" => "of the second generation",
        "3G" => "of the third generation",
        "CELL" => "cell",
        "VIRUS" => "virus",
        "VINCA" => "vinca alkaloid",
        _ => "",
    };
    let is_word = part.len() >= 6 && part.bytes().all(|b| b.is_ascii_uppercase());
    match known {
        "" if is_word => part.to_ascii_lowercase(),
        "" => part.to_owned(),
        known => known.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::drugs_in_words;

    #[test]
    fn classes_are_said_in_words_and_drugs_stay() {
        for (name, words) in [
            ("nvp-tae684", "nvp-tae684"),
            ("class:EGFR_TKI_1G", "EGFR TKI of the first generation"),
            (
                "class:BCR_ABL_TKI_3G",
                "BCR::ABL1 TKI of the third generation",
            ),
            ("class:EGFR_MAB", "EGFR antibody"),
            ("class:KRAS_G12C_INHIBITOR", "KRAS G12C inhibitor"),
            ("class:MTOR_KINASE_INHIBITOR", "mTOR kinase inhibitor"),
            ("class:PDL1_INHIBITOR", "PD-L1 inhibitor"),
            ("class:PLATINUM_DOUBLET", "platinum doublet"),
            ("class:CD19_CAR_T", "CD19 CAR T"),
            ("class:ICI", "immune checkpoint inhibitor"),
            (
                "class:NAMPT_INHIBITOR, then cetuximab",
                "NAMPT inhibitor, then cetuximab",
            ),
        ] {
            assert_eq!(drugs_in_words(name), words);
        }
    }
}
