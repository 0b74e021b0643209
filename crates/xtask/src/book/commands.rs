//! The commands: their reference is what the program itself prints, and a command line shown in a page can be typed.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::markdown::Page;
use crate::tally::Tally;

/// The page that holds the help of every command.
const REFERENCE: &str = "book/src/reference.md";

/// The help of every command, by its words (`data get`); the program's own stands first, under no words.
type Help = BTreeMap<String, String>;

/// Checks the reference and every `forestall` line in a `console` block.
pub fn check(root: &Path, binary: &Path, pages: &[Page]) -> Tally {
    let help = match help(binary) {
        Ok(help) => help,
        Err(message) => return Tally::fail(message),
    };
    let mut tally = reference(root, &help);
    for page in pages {
        let lines = page.console();
        if lines.is_empty() {
            continue;
        }
        let wrong = lines.iter().filter_map(|(line, typed)| {
            let fault = fault(&help, typed)?;
            Some(format!(
                "{}:{line}: `{typed}`: {fault}",
                page.path.display()
            ))
        });
        tally.add(Tally::of(wrong.collect()));
    }
    tally
}

/// The page of reference is what the program prints; `FORESTALL_ACCEPT=1` writes it anew.
fn reference(root: &Path, help: &Help) -> Tally {
    let wanted = written(help);
    let path = root.join(REFERENCE);
    if std::env::var_os("FORESTALL_ACCEPT").is_some()
        && let Err(error) = std::fs::write(&path, &wanted)
    {
        return Tally::fail(format!("{REFERENCE}: {error}"));
    }
    if std::fs::read_to_string(&path).is_ok_and(|there| there == wanted) {
        Tally::pass()
    } else {
        Tally::fail(format!(
            "{REFERENCE} is not what `forestall COMMAND --help` prints: write it anew with FORESTALL_ACCEPT=1 cargo xtask test book"
        ))
    }
}

fn written(help: &Help) -> String {
    let mut page = String::from(
        "# Reference of commands\n\nWhat `forestall COMMAND --help` prints, written by `FORESTALL_ACCEPT=1 cargo xtask test book` and checked by \
         `cargo xtask test book`.\n[Commands](commands.md) says what they have in common.\n",
    );
    for (words, text) in help.iter().filter(|(words, _)| !words.is_empty()) {
        page += &format!("\n## {words}\n\n```text\n{}\n```\n", text.trim_end());
    }
    page
}

/// Asks the program for the help of all its commands.
fn help(binary: &Path) -> Result<Help, String> {
    let mut all = Help::new();
    let mut open = vec![String::new()];
    while let Some(words) = open.pop() {
        let output = Command::new(binary)
            .args(words.split_whitespace())
            .arg("--help")
            .output()
            .map_err(|error| format!("cannot run forestall: {error}"))?;
        if !output.status.success() {
            return Err(format!(
                "`forestall {words} --help` ended with {}",
                output.status
            ));
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let below = subcommands(&text);
        open.extend(
            below
                .iter()
                .map(|one| format!("{words} {one}").trim().to_owned()),
        );
        all.insert(words, text);
    }
    Ok(all)
}

/// Names in the section "Commands:" of a help text.
fn subcommands(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect()
}

/// Why a line that begins with `forestall` cannot be typed.
fn fault(help: &Help, typed: &str) -> Option<String> {
    let words: Vec<&str> = typed.split_whitespace().skip(1).collect();
    let mut path = String::new();
    let mut used = 0;
    for word in &words {
        let longer = format!("{path} {word}").trim().to_owned();
        if !help.contains_key(&longer) {
            break;
        }
        path = longer;
        used += 1;
    }
    let own = help.get(&path)?;
    if used == 0 && words.first().is_some_and(|word| !word.starts_with('-')) {
        return Some("there is no such command".to_owned());
    }
    let known = |option: &str| {
        own.split(|mark: char| mark.is_whitespace() || matches!(mark, ',' | '=' | '<' | '[' | ']'))
            .any(|word| word == option)
    };
    words[used..]
        .iter()
        .filter_map(|word| word.split('=').next())
        .filter(|word| word.starts_with('-') && word.len() > 1)
        .find(|option| !known(option))
        .map(|option| format!("`forestall {path}` has no option {option}"))
}

#[cfg(test)]
mod tests {
    use super::{Help, fault, subcommands};

    fn help() -> Help {
        let one = |words: &str, text: &str| (words.to_owned(), text.to_owned());
        Help::from([
            one(
                "",
                "Commands:\n  fit   Fits\n        more\n  data  Data\n  help  Help\n\nOptions:\n  -h, --help\n",
            ),
            one("fit", "Options:\n      --data <FILE>\n"),
            one("data", "Commands:\n  get  Gets\n\nOptions:\n"),
            one("data get", "Options:\n      --from <PATH>\n"),
        ])
    }

    #[test]
    fn commands_are_listed_without_help_and_continued_lines() {
        assert_eq!(subcommands(&help()[""]), ["fit", "data"]);
    }

    #[test]
    fn what_cannot_be_typed_is_named() {
        let help = help();
        for typed in [
            "forestall fit m.toml --data=a.csv",
            "forestall data get x --from y",
            "forestall --help",
        ] {
            assert_eq!(fault(&help, typed), None, "{typed}");
        }
        assert_eq!(
            fault(&help, "forestall fti m.toml").unwrap(),
            "there is no such command"
        );
        assert_eq!(
            fault(&help, "forestall fit --dta a").unwrap(),
            "`forestall fit` has no option --dta"
        );
        assert_eq!(
            fault(&help, "forestall data get --to a").unwrap(),
            "`forestall data get` has no option --to"
        );
    }
}
