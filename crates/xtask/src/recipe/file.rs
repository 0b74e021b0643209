//! The format of `recipe.toml`.

use std::path::Path;

use serde::Deserialize;

use super::expectation::Expectation;
use super::folder_name;

/// A recipe: commands in order, with what they must give.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// One line that says what the reader gets.
    pub title: String,
    /// Folders of the public data that the commands read; the recipe is skipped where one is absent.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The commands.
    pub step: Vec<Command>,
}

/// One command.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The words of the command; the first is `forestall`. `$FORESTALL_DATA` stands for the folder of public data.
    pub run: Vec<String>,
    /// The exit code that it must end with.
    #[serde(default)]
    pub status: i32,
    /// Files that it must write.
    #[serde(default)]
    pub writes: Vec<String>,
    /// Texts that must stand in what it prints, on either stream.
    #[serde(default)]
    pub says: Vec<String>,
    /// Values of the JSON object that it prints.
    #[serde(default)]
    pub expect: Vec<Expectation>,
}

/// Reads `recipe.toml` and checks it against the `README.md` beside it.
///
/// # Errors
/// A file is missing, the format is wrong, or a command is not told in the story.
pub fn read(folder: &Path) -> Result<Recipe, String> {
    let name = folder_name(folder);
    let text = |file: &str| {
        std::fs::read_to_string(folder.join(file))
            .map_err(|error| format!("recipes/{name}/{file}: {error}"))
    };
    let (story, source) = (text("README.md")?, text("recipe.toml")?);
    parse(&source, &story).map_err(|message| format!("recipes/{name}/recipe.toml: {message}"))
}

fn parse(source: &str, story: &str) -> Result<Recipe, String> {
    let recipe: Recipe = toml::from_str(source).map_err(|error| error.to_string())?;
    if recipe.step.is_empty() {
        return Err("there is no [[step]]".to_owned());
    }
    let told = joined(story);
    for command in &recipe.step {
        if command
            .run
            .first()
            .is_none_or(|program| program != "forestall")
        {
            return Err(format!(
                "`{}` is not a forestall command",
                command.run.join(" ")
            ));
        }
        let typed = typed(&command.run);
        if !told.contains(&typed) {
            return Err(format!(
                "README.md does not tell the reader to type `{typed}`"
            ));
        }
        for expectation in &command.expect {
            expectation.validate()?;
        }
        if !command.expect.is_empty() && !command.run.iter().any(|word| word == "--json") {
            return Err(format!(
                "`{typed}` has expectations but prints no JSON (`--json` is missing)"
            ));
        }
    }
    if recipe.step.iter().all(|command| {
        command.expect.is_empty() && command.says.is_empty() && command.writes.is_empty()
    }) {
        return Err("no step expects anything, so nothing would be tested".to_owned());
    }
    Ok(recipe)
}

/// The command as it is typed into a shell.
fn typed(words: &[String]) -> String {
    let quoted = |word: &String| {
        if word.contains([' ', '(', ')', '<', '>', '*', ';', '|', '&', '"']) {
            format!("'{word}'")
        } else {
            word.clone()
        }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// The text with continued lines joined and runs of blanks made one.
fn joined(story: &str) -> String {
    story
        .replace("\\\n", " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::parse;

    const STORY: &str = "Type\n\n```console\n$ forestall plan models/a.toml \\\n    --json\n```\n";

    fn refusal(source: &str) -> String {
        parse(source, STORY).unwrap_err()
    }

    #[test]
    fn a_recipe_that_tells_what_it_runs_is_read() {
        let source = "title = \"t\"\n[[step]]\nrun = [\"forestall\", \"plan\", \"models/a.toml\", \"--json\"]\n\
                      expect = [{ at = \"regimens[0].name\", equals = \"at50\" }]\n";
        assert_eq!(parse(source, STORY).unwrap().step.len(), 1);
    }

    #[test]
    fn a_command_that_the_story_does_not_tell_is_refused() {
        assert_eq!(
            refusal("title = \"t\"\n[[step]]\nrun = [\"forestall\", \"fit\"]\nsays = [\"a\"]\n"),
            "README.md does not tell the reader to type `forestall fit`"
        );
    }

    #[test]
    fn words_that_a_shell_would_read_are_quoted_in_the_story() {
        let source = "title = \"t\"\n[[step]]\nrun = [\"forestall\", \"analyse\", \"at(V, 20)\"]\nsays = [\"a\"]\n";
        assert!(parse(source, "$ forestall analyse 'at(V, 20)'").is_ok());
        assert!(parse(source, "$ forestall analyse at(V, 20)").is_err());
    }

    #[test]
    fn a_recipe_without_expectations_is_refused() {
        assert_eq!(
            refusal(
                "title = \"t\"\n[[step]]\nrun = [\"forestall\", \"plan\", \"models/a.toml\"]\n"
            ),
            "no step expects anything, so nothing would be tested"
        );
    }

    #[test]
    fn expectations_on_a_command_without_json_are_refused() {
        assert_eq!(
            refusal(
                "title = \"t\"\n[[step]]\nrun = [\"forestall\", \"plan\"]\nexpect = [{ at = \"a\", equals = 1 }]\n"
            ),
            "`forestall plan` has expectations but prints no JSON (`--json` is missing)"
        );
    }

    #[test]
    fn another_program_and_an_unknown_key_are_refused() {
        assert_eq!(
            refusal("title = \"t\"\n[[step]]\nrun = [\"sh\"]\n"),
            "`sh` is not a forestall command"
        );
        assert!(refusal("title = \"t\"\nsteps = []\n").contains("unknown field `steps`"));
    }
}
