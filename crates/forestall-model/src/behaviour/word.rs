//! Signals and behaviours that a model without space and single cells can mean.

use forestall_base::Diagnostic;

/// What a behaviour is in terms of channels.
pub(super) enum Behaviour {
    Birth,
    /// A term of its own if it has a name.
    Death(Option<&'static str>),
    Switch(String),
    Mutation(String),
}

/// A name as a word: blanks and hyphens become `_`.
pub(super) fn name(text: &str) -> Result<String, Diagnostic> {
    let word: String = text
        .chars()
        .map(|c| if matches!(c, ' ' | '-') { '_' } else { c })
        .collect();
    let legal = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if legal {
        Ok(word)
    } else {
        Err(
            Diagnostic::error("M0527", format!("\"{text}\" cannot become a name"))
                .expected("letters A-Z a-z, digits, blanks, - and _, not beginning with a digit"),
        )
    }
}

/// Why a signal cannot be sensed by a population, if it is one of those.
fn foreign_signal(text: &str) -> Option<&'static str> {
    let single = "it belongs to a single cell";
    let space = "it needs space";
    match text {
        "pressure"
        | "volume"
        | "custom"
        | "dead"
        | "apoptotic"
        | "necrotic"
        | "attacking"
        | "damage delivered"
        | "total attack time"
        | "time since last division" => Some(single),
        _ if text.starts_with("contact with") || text.ends_with(" gradient") => Some(space),
        _ if text.starts_with("intracellular ")
            || text.starts_with("custom:")
            || text.starts_with("internalized ") =>
        {
            Some(single)
        }
        _ => None,
    }
}

/// A signal as an expression: the clock, damage, or the concentration of a substrate.
pub(super) fn signal(text: &str) -> Result<String, Diagnostic> {
    if text == "current time" {
        return Ok("time".to_owned());
    }
    if let Some(why) = foreign_signal(text) {
        return Err(Diagnostic::error(
            "M0527",
            format!("signal \"{text}\" means nothing for a population: {why}"),
        )
        .expected("the name of a substrate, \"damage\" or \"time\""));
    }
    name(text)
}

/// A behaviour as a change of a rate.
pub(super) fn behaviour(text: &str) -> Result<Behaviour, Diagnostic> {
    match text {
        "cycle entry" | "exit from cycle phase 0" => return Ok(Behaviour::Birth),
        "apoptosis" => return Ok(Behaviour::Death(None)),
        "necrosis" => return Ok(Behaviour::Death(Some("necrosis"))),
        _ => {}
    }
    for prefix in ["transform to ", "transition to "] {
        if let Some(to) = text.strip_prefix(prefix) {
            return name(to).map(Behaviour::Switch);
        }
    }
    if let Some(to) = text.strip_prefix("asymmetric division to ") {
        return name(to).map(Behaviour::Mutation);
    }
    let note = Diagnostic::error(
        "M0527",
        format!("behaviour \"{text}\" means nothing in a model without space and single cells"),
    )
    .expected("\"cycle entry\", \"apoptosis\", \"necrosis\", \"transform to CELLS\", \"transition to CELLS\" or \"asymmetric division to CELLS\"");
    let substance = [" secretion", " uptake", " export"]
        .iter()
        .any(|end| text.ends_with(end));
    Err(if substance {
        note.help("write what cells make and take of a substance in the ode of its [state.NAME]")
    } else {
        note
    })
}
