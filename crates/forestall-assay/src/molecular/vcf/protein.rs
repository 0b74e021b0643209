//! A protein change from residues and their place, for annotations without HGVS names.

use forestall_base::Consequence;

/// `T/A` at `141/305` is `T141A`; deletions, insertions, frameshifts and stops alike. Empty where the place is not known.
pub(super) fn built(residues: &str, place: &str, consequence: Option<Consequence>) -> String {
    let place = place.split('/').next().unwrap_or_default();
    let start: u32 = match place.split('-').next().unwrap_or_default().parse() {
        Ok(start) => start,
        Err(_) => return String::new(),
    };
    let Some((old, new)) = residues.split_once('/') else {
        let one = residues.chars().count() == 1 && consequence == Some(Consequence::Silent);
        return if one {
            format!("{residues}{start}=")
        } else {
            String::new()
        };
    };
    let (old, new) = (old.trim_matches('-'), new.trim_matches('-'));
    if !old.is_ascii() || !new.is_ascii() {
        return String::new();
    }
    if consequence == Some(Consequence::Frameshift) {
        return match old.get(..1) {
            Some(first) => format!("{first}{start}fs"),
            None => String::new(),
        };
    }
    if old.len() == 1 && new.len() == 1 {
        return format!("{old}{start}{new}");
    }
    let front = old
        .bytes()
        .zip(new.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let (mut left, mut right) = (&old[front..], &new[front..]);
    while let (Some(a), Some(b)) = (left.bytes().next_back(), right.bytes().next_back()) {
        if a != b {
            break;
        }
        left = &left[..left.len() - 1];
        right = &right[..right.len() - 1];
    }
    let start = start + front as u32;
    let end = start + left.len() as u32;
    match (left.len(), right.is_empty()) {
        (0, true) => String::new(),
        (0, false) => format!("{}_{start}ins{right}", start.saturating_sub(1)),
        (1, true) => format!("{left}{start}del"),
        (1, false) => format!("{left}{start}delins{right}"),
        (n, empty) => {
            let (first, last) = (&left[..1], &left[n - 1..]);
            let what = if empty {
                "del".to_owned()
            } else {
                format!("delins{right}")
            };
            format!("{first}{start}_{last}{}{what}", end - 1)
        }
    }
}

/// bcftools writes `600V>600E`.
pub(super) fn of_bcftools(text: &str) -> String {
    let part = |text: &str| {
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        Some((text[..digits].to_owned(), text[digits..].to_owned()))
    };
    let Some((old, new)) = text.split_once('>') else {
        return part(text).map_or(String::new(), |(at, residue)| format!("{residue}{at}="));
    };
    match (part(old), part(new)) {
        (Some((from, old)), Some((to, new))) if from == to && old.len() == 1 && new.len() == 1 => {
            format!("{old}{from}{new}")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residues_and_place_make_a_change() {
        assert_eq!(
            built("T/A", "141/305", Some(Consequence::Missense)),
            "T141A"
        );
        assert_eq!(built("S", "60/305", Some(Consequence::Silent)), "S60=");
        assert_eq!(built("R/*", "213", Some(Consequence::Nonsense)), "R213*");
        assert_eq!(
            built("KELREA/K", "745-750", Some(Consequence::InframeDeletion)),
            "E746_A750del"
        );
        assert_eq!(
            built("K/KEL", "745", Some(Consequence::InframeInsertion)),
            "745_746insEL"
        );
        assert_eq!(
            built("W/X", "288/294", Some(Consequence::Frameshift)),
            "W288fs"
        );
        assert_eq!(
            built("VK/EN", "600-601", Some(Consequence::Missense)),
            "V600_K601delinsEN"
        );
        assert_eq!(built("T/A", "?-12", None), "");
        assert_eq!(of_bcftools("600V>600E"), "V600E");
        assert_eq!(of_bcftools("60S"), "S60=");
    }
}
