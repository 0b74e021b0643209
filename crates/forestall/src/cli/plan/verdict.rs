//! What a comparison says, in words.

use forestall_plan::{Comparison, Difference, PlannedRegimen};

use crate::cli::print;

/// Which regimen is first, whether any gains over the reference arm, and which of those that are alike uses the least drug.
pub(super) fn verdict(comparison: &Comparison) -> String {
    let Some(best) = comparison.regimens.first() else {
        return String::new();
    };
    let gain = match (&comparison.reference, &best.gain) {
        (None, _) => format!(
            "{} holds longest; no regimen here gives its drugs all the time, so there is no reference.",
            best.name
        ),
        (Some(reference), Some(gain)) if gain.mean > 0.0 => {
            gained(comparison, &best.name, reference, gain)
        }
        (Some(reference), _) => format!("No regimen here gains anything over {reference}."),
    };
    match endless(comparison).or_else(|| sparing(&comparison.regimens)) {
        Some(words) => format!("{gain} {words}"),
        None => gain,
    }
}

/// Where nothing ends under any regimen, the times are all cut off and no reason to prefer one, nor to give less.
fn endless(comparison: &Comparison) -> Option<String> {
    let all = comparison.regimens.iter().all(|r| r.indefinite >= 1.0);
    let horizon = print::short(comparison.horizon);
    all.then(|| {
        format!(
            "Under none of them does any draw end before {horizon} {}s, so {} says nothing about which is better.",
            comparison.unit, comparison.objective
        )
    })
}

fn gained(comparison: &Comparison, best: &str, reference: &str, gain: &Difference) -> String {
    let unit = &comparison.unit;
    let more = format!(
        "{} {unit}s more than {reference} on average",
        print::short(gain.mean)
    );
    let range = format!("{} to {}", print::short(gain.q05), print::short(gain.q95));
    if comparison.draws == 1 {
        return format!(
            "{best} holds longest: {} {unit}s more than {reference}.",
            print::short(gain.mean)
        );
    }
    let percent = |x: f64| format!("{:.0} %", 100.0 * x);
    let ties = 1.0 - gain.longer - gain.shorter;
    let mut draws = format!(
        "longer in {} of the draws, shorter in {}",
        percent(gain.longer),
        percent(gain.shorter)
    );
    if ties > 5e-4 {
        draws.push_str(&format!(", alike in {}", percent(ties)));
    }
    if gain.clear() {
        format!("{best} holds longest: {more} (90 % of draws {range}; {draws}).")
    } else {
        format!(
            "{best} holds longest on average, but not clearly: {more} (90 % of draws {range}; {draws})."
        )
    }
}

/// Of several regimens on the first place, the one that uses the least drug, if that is less than the first one does.
fn sparing(regimens: &[PlannedRegimen]) -> Option<String> {
    let first = regimens.first()?;
    let alike: Vec<&PlannedRegimen> = regimens.iter().filter(|r| r.rank == 1).collect();
    let least = alike
        .iter()
        .min_by(|a, b| a.drug_use.total_cmp(&b.drug_use))?;
    if alike.len() < 2 || least.drug_use >= first.drug_use {
        return None;
    }
    let names: Vec<&str> = alike.iter().map(|r| r.name.as_str()).collect();
    Some(format!(
        "Not clearly different: {}; of these {} uses the least drug ({:.0} % of the time).",
        names.join(", "),
        least.name,
        100.0 * least.drug_use
    ))
}
