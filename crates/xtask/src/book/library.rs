//! The library in the documentation: which models stand for which mechanism and strategy, and the numbers of each.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::generated::{self, Body};
use super::markdown::Page;
use super::numbers;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// What the program says of its library.
struct Library {
    listing: Value,
    verified: Value,
    data: bool,
}

/// Checks all generated parts, and that every model has a chapter.
pub fn check(workspace: &Workspace, binary: &Path, pages: &[Page]) -> Tally {
    let library = match Library::read(workspace, binary) {
        Ok(library) => library,
        Err(message) => return Tally::fail(message),
    };
    let root = workspace.root();
    let missing = library.models().filter_map(|model| {
        let chapter = format!("book/src/library/{}.md", text(model, "name"));
        (!root.join(&chapter).is_file()).then(|| format!("{chapter} is missing"))
    });
    let mut tally = Tally::of(missing.collect());
    tally.add(generated::check(pages, |page, name| {
        library.body(chapters(root, &page.path), name)
    }));
    tally
}

/// The way from a page to the chapters of the library.
fn chapters(root: &Path, page: &Path) -> &'static str {
    if page.starts_with(root.join("book/src/library")) {
        ""
    } else if page.starts_with(root.join("book/src")) {
        "library/"
    } else {
        "book/src/library/"
    }
}

impl Library {
    fn read(workspace: &Workspace, binary: &Path) -> Result<Self, String> {
        let data = workspace.data();
        let ask = |words: &[&str]| -> Result<Value, String> {
            let mut command = Command::new(binary);
            command.current_dir(workspace.root()).args(words);
            if let Some(data) = &data {
                command.env("FORESTALL_DATA", data);
            }
            let output = command
                .output()
                .map_err(|error| format!("cannot run forestall: {error}"))?;
            serde_json::from_slice(&output.stdout).map_err(|error| {
                format!("`forestall {}` printed no JSON: {error}", words.join(" "))
            })
        };
        Ok(Self {
            listing: ask(&["models", "--json"])?,
            verified: ask(&["verify", "models", "--json"])?,
            data: data.is_some(),
        })
    }

    fn models(&self) -> impl Iterator<Item = &Value> {
        self.listing["models"].as_array().into_iter().flatten()
    }

    fn words(&self, kind: &str) -> Vec<&Value> {
        let words = self.listing["vocabulary"][kind].as_array();
        words.into_iter().flatten().collect()
    }

    fn body(&self, to: &str, name: &str) -> Result<Body, String> {
        if let Some(model) = name.strip_prefix("numbers ") {
            if !self.models().any(|own| text(own, "name") == model) {
                return Err(format!("there is no model `{model}`"));
            }
            return Ok(numbers::body(&self.verified, model, self.data));
        }
        if name == "totals" {
            let models: Vec<(&str, String)> = self
                .models()
                .map(|model| (text(model, "name"), link(to, model)))
                .collect();
            return Ok(numbers::totals(&self.verified, &models, self.data));
        }
        Ok(Body::Text(match name {
            "mechanisms" => self.rows(to, "mechanisms", "mechanism of escape"),
            "strategies" => self.rows(to, "strategies", "strategy"),
            "cross" => self.cross(to),
            "words" => self.meanings(),
            "pictures" => self.pictures(to),
            other => return Err(format!("there is no generated part `{other}`")),
        }))
    }

    /// Links to the models that have this word.
    fn having(&self, to: &str, kind: &str, word: &str) -> Vec<String> {
        let own = self.models().filter(|model| has(model, kind, word));
        own.map(|model| link(to, model)).collect()
    }

    fn rows(&self, to: &str, kind: &str, title: &str) -> String {
        let mut page = format!("| {title} | models |\n|---|---|\n");
        let mut below = String::new();
        for word in self.words(kind) {
            let name = text(word, "word");
            let models = self.having(to, kind, name).join(", ");
            if name == "unstated" {
                below = format!(
                    "\nResistant cells of unstated mechanism, in models of competition and turnover: {models}."
                );
            } else {
                page += &format!("| {name} | {models} |\n");
            }
        }
        page + &below
    }

    fn cross(&self, to: &str) -> String {
        let strategies = self.words("strategies");
        let names: Vec<&str> = strategies.iter().map(|one| text(one, "word")).collect();
        let mut page = format!(
            "| | {} |\n|---|{}\n",
            names.join(" | "),
            "---|".repeat(names.len())
        );
        for mechanism in self.words("mechanisms") {
            let mechanism = text(mechanism, "word");
            let cells: Vec<String> = names
                .iter()
                .map(|strategy| {
                    let both = self.models().filter(|model| {
                        has(model, "mechanisms", mechanism) && has(model, "strategies", strategy)
                    });
                    both.map(|model| link(to, model))
                        .collect::<Vec<_>>()
                        .join(", ")
                })
                .collect();
            page += &format!("| {mechanism} | {} |\n", cells.join(" | "));
        }
        page
    }

    fn meanings(&self) -> String {
        let mut page = String::from("| mechanism | what it means |\n|---|---|\n");
        for word in self.words("mechanisms") {
            page += &format!("| {} | {} |\n", text(word, "word"), text(word, "meaning"));
        }
        page += "\n| strategy | what it means |\n|---|---|\n";
        for word in self.words("strategies") {
            page += &format!("| {} | {} |\n", text(word, "word"), text(word, "meaning"));
        }
        page
    }

    fn pictures(&self, to: &str) -> String {
        let cells: Vec<String> = self
            .models()
            .map(|model| {
                let (name, title) = (text(model, "name"), text(model, "title"));
                format!(
                    "[![{title}]({to}figures/{name}.svg)]({to}{name}.md)<br>[{}]({to}{name}.md): {title}",
                    label(name)
                )
            })
            .collect();
        let mut page = String::from("| | |\n|---|---|\n");
        for pair in cells.chunks(2) {
            let second = pair.get(1).map_or("", String::as_str);
            page += &format!("| {} | {second} |\n", pair[0]);
        }
        page
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn has(model: &Value, kind: &str, word: &str) -> bool {
    let words = model[kind].as_array();
    words.is_some_and(|words| words.iter().any(|own| own == word))
}

fn link(to: &str, model: &Value) -> String {
    let name = text(model, "name");
    format!("[{}]({to}{name}.md)", label(name))
}

/// Authors and year of a model's name: `leon-triana-2021-dual-car` is `Leon-Triana 2021`.
fn label(name: &str) -> String {
    let parts: Vec<&str> = name.split('-').collect();
    let year = parts
        .iter()
        .position(|part| part.len() == 4 && part.parse::<u16>().is_ok());
    let authors = &parts[..year.unwrap_or(1)];
    let named: Vec<String> = authors
        .iter()
        .map(|part| {
            let mut letters = part.chars();
            let first = letters.next().map(char::to_uppercase);
            first.into_iter().flatten().chain(letters).collect()
        })
        .collect();
    let named = named.join("-");
    match year {
        Some(at) => format!("{named} {}", parts[at]),
        None => named,
    }
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn names_of_models_give_authors_and_year() {
        assert_eq!(label("leon-triana-2021-dual-car"), "Leon-Triana 2021");
        assert_eq!(label("cunningham-mcrpc-three-type"), "Cunningham");
    }
}
