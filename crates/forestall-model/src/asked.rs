//! Quantities of a run that somebody asks of a model file besides its own expectations.

use crate::{Expr, Loaded, Source, load, sbml};
use forestall_base::{Diagnostic, Diagnostics, Location};

/// Reads, checks and expands a model file as [`load`] does, together with quantities such as `time(progression)` or
/// `at(burden, 90)`, which mean what they mean under `of` of an expectation.
///
/// # Errors
///
/// Those of [`load`]; what is wrong with a quantity, with its place in the text that was asked. `asked_as` names the place it was
/// typed, such as `--of`. SBML files cannot be asked.
pub fn load_asked(
    source: &Source,
    variant: Option<&str>,
    asked: &[String],
    asked_as: &str,
) -> Result<(Loaded, Vec<Expr>), Diagnostics> {
    let loaded = load(source, variant)?;
    if asked.is_empty() {
        return Ok((loaded, Vec::new()));
    }
    if sbml::is_sbml(source) {
        let message = format!("{asked_as}: quantities of a run cannot be asked of an SBML file");
        return Err(Diagnostic::error("M0711", message)
            .help("write the model as a model file; `forestall expand` shows its equations")
            .into());
    }
    let mut text = format!("{}\n", source.body().trim_end());
    let own = text.lines().count();
    for (number, of) in asked.iter().enumerate() {
        if of.trim().is_empty() || of.contains(|c: char| c == '\'' || c.is_control()) {
            let message = format!("{asked_as} \"{}\": that is no quantity", printable(of));
            return Err(Diagnostic::error("M0711", message)
                .expected("for example \"time(progression)\" or \"at(burden, 90)\"")
                .into());
        }
        text += &format!("[expect.asked--{number}]\nof = '{of}'\nequals = 0\nsource = \"asked\"\n");
        text += &match loaded.core.regimens.first() {
            Some(first) => format!("regimen = \"{}\"\n", first.name),
            None => "\n".to_owned(),
        };
    }
    let name = source.name.clone();
    let mut both = load(&Source { name, text }, variant).map_err(|refused| {
        Diagnostics(
            refused
                .0
                .into_iter()
                .map(|d| moved(d, own, asked, asked_as))
                .collect(),
        )
    })?;
    let expects = both
        .core
        .expects
        .split_off(both.core.expects.len() - asked.len());
    Ok((
        loaded,
        expects.into_iter().map(|expect| expect.of).collect(),
    ))
}

/// Lines that each quantity takes behind the text of the file.
const LINES: usize = 5;
/// Characters in front of a quantity on its line.
const BEFORE: usize = "of = '".len();

/// A message about the text behind the file is one about what was asked.
fn moved(mut note: Diagnostic, own: usize, asked: &[String], asked_as: &str) -> Diagnostic {
    if let Some(at) = &note.location
        && at.line > own
        && let Some(of) = asked.get((at.line - own - 1) / LINES)
    {
        let column = at.column.saturating_sub(BEFORE).max(1);
        note.location = Some(Location {
            file: asked_as.to_owned(),
            line: 1,
            column,
            length: at
                .length
                .min(of.chars().count().saturating_sub(column - 1))
                .max(1),
            text: of.clone(),
        });
    }
    note
}

fn printable(text: &str) -> String {
    crate::source::printable(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Memory, Outcome};

    const MODEL: &str = "[model]\nname = \"t\"\ntime = \"day\"\n[parameter]\nr = 1\n[population.S]\ninitial = \"r\"\nbirth = \"r\"\n\
        [assay.burden]\nvalue = \"S\"\nevery = 1\n[regimen.none]\n[stop.progression]\nwhen = \"burden > 2\"\ncheck = \"continuous\"\n";

    fn asked(of: &str) -> Result<Vec<Expr>, Diagnostics> {
        load_asked(
            &Source::new("m.toml", MODEL),
            None,
            &[of.to_owned()],
            "--of",
        )
        .map(|both| both.1)
    }

    #[test]
    fn a_quantity_is_read_like_one_of_the_file() {
        assert_eq!(
            asked("time(progression)").unwrap(),
            [Expr::Outcome(Outcome::StopTime(0))]
        );
        assert_eq!(
            asked("at(S, 3)").unwrap(),
            [Expr::Outcome(Outcome::At(Box::new(Expr::State(0)), 3.0))]
        );
        assert_ne!(
            asked("at(burden, 3)").unwrap(),
            [Expr::Assay(0, Memory::Latest)]
        );
    }

    #[test]
    fn what_is_wrong_with_a_quantity_is_shown_in_it() {
        let refused = asked("time(progresion)").unwrap_err();
        let at = refused.0[0].location.clone().unwrap();
        assert_eq!(
            (at.file.as_str(), at.line, at.column, at.length),
            ("--of", 1, 6, 10)
        );
        assert_eq!(at.text, "time(progresion)");
        assert!(
            refused
                .to_string()
                .contains("did you mean \"progression\"?"),
            "{refused}"
        );
        assert!(
            asked("  ")
                .unwrap_err()
                .to_string()
                .contains("that is no quantity")
        );
        assert!(
            asked("S'")
                .unwrap_err()
                .to_string()
                .contains("that is no quantity")
        );
        let sbml = Source::new("m.xml", "<sbml/>");
        assert!(load_asked(&sbml, None, &["end()".to_owned()], "--of").is_err());
    }
}
