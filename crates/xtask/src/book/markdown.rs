//! The little of Markdown that the checks need: links, headings, includes and fenced blocks.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// A Markdown file.
pub struct Page {
    /// Where it is.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
}

/// A whole model file in a fenced block.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    /// The line of the opening fence.
    pub line: usize,
    /// What stands between the fences.
    pub text: String,
    /// The block is shown as an example of what is refused.
    pub refused: bool,
}

/// A fenced block: line of the opening fence, words after it, text.
struct Block {
    line: usize,
    words: Vec<String>,
    text: String,
}

impl Page {
    /// Reads the file.
    ///
    /// # Errors
    /// It is not readable text.
    pub fn read(path: PathBuf) -> Result<Self, String> {
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { path, text })
    }

    /// Targets of links and pictures outside code, with their lines.
    pub fn links(&self) -> Vec<(String, usize)> {
        let mut found = Vec::new();
        for (line, text) in self.prose() {
            let text = without_code(text);
            for (at, _) in text.match_indices("](") {
                let target = &text[at + 2..];
                let Some(end) = target.find(')') else {
                    continue;
                };
                let target = target[..end].split_whitespace().next().unwrap_or_default();
                if !target.is_empty() {
                    found.push((target.to_owned(), line));
                }
            }
        }
        found
    }

    /// Files that the manual's builder puts in place of `{{#include FILE}}`, with their lines.
    pub fn includes(&self) -> Vec<(String, usize)> {
        let mark = "{{#include ";
        let numbered = self.text.lines().enumerate();
        numbered
            .filter_map(|(index, line)| {
                let inner = line.split_once(mark)?.1.split_once("}}")?.0;
                Some((
                    inner.split(':').next().unwrap_or(inner).trim().to_owned(),
                    index + 1,
                ))
            })
            .collect()
    }

    /// Names by which headings can be linked.
    pub fn anchors(&self) -> BTreeSet<String> {
        self.prose()
            .filter(|(_, line)| line.starts_with('#'))
            .map(|(_, line)| line.trim_start_matches('#').trim())
            .map(|heading| {
                heading
                    .to_lowercase()
                    .chars()
                    .filter_map(|mark| match mark {
                        ' ' => Some('-'),
                        _ => (mark.is_alphanumeric() || mark == '-' || mark == '_').then_some(mark),
                    })
                    .collect()
            })
            .collect()
    }

    /// Fenced blocks marked `toml` that hold a whole model, which is one with a `[model]` table.
    pub fn models(&self) -> Vec<Model> {
        self.blocks()
            .into_iter()
            .filter(|block| block.words.first().is_some_and(|word| word == "toml"))
            .filter(|block| block.text.lines().any(|line| line.trim_end() == "[model]"))
            .map(|block| Model {
                line: block.line,
                refused: block.words.iter().any(|word| word == "refused"),
                text: block.text,
            })
            .collect()
    }

    /// `forestall` lines typed in `console` blocks, with the line of the block; continued lines are joined, comments dropped.
    pub fn console(&self) -> Vec<(usize, String)> {
        self.blocks()
            .into_iter()
            .filter(|block| block.words.first().is_some_and(|word| word == "console"))
            .flat_map(|block| {
                let text = block.text.replace("\\\n", " ");
                let typed: Vec<(usize, String)> = text
                    .lines()
                    .filter_map(|line| line.trim_start().strip_prefix("$ "))
                    .filter_map(|line| {
                        let line = line.split(" #").next().unwrap_or(line);
                        let line = line.split(['|', '>']).next().unwrap_or(line);
                        let words: Vec<&str> = line.split_whitespace().collect();
                        (words.first() == Some(&"forestall")).then(|| (block.line, words.join(" ")))
                    })
                    .collect();
                typed
            })
            .collect()
    }

    /// Lines outside fenced blocks, numbered from one.
    fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut inside = false;
        self.text
            .lines()
            .enumerate()
            .filter_map(move |(index, line)| {
                let fence = line.trim_start().starts_with("```");
                inside ^= fence;
                (!fence && !inside).then_some((index + 1, line))
            })
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut inside = false;
        for (index, line) in self.text.lines().enumerate() {
            match line.trim_start().strip_prefix("```") {
                Some(_) if inside => inside = false,
                Some(info) => {
                    inside = true;
                    let words = info
                        .split([',', ' '])
                        .filter(|word| !word.is_empty())
                        .map(str::to_owned)
                        .collect();
                    blocks.push(Block {
                        line: index + 1,
                        words,
                        text: String::new(),
                    });
                }
                None if inside => {
                    if let Some(block) = blocks.last_mut() {
                        block.text.push_str(line);
                        block.text.push('\n');
                    }
                }
                None => {}
            }
        }
        blocks
    }
}

/// The line without what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::Page;

    fn page(text: &str) -> Page {
        Page {
            path: PathBuf::from("a.md"),
            text: text.to_owned(),
        }
    }

    #[test]
    fn links_in_prose_are_found_and_those_in_code_are_not() {
        let page =
            page("see [b](b.md#x) and `[c](c.md)`\n```\n[d](d.md)\n```\n![e](e.svg \"title\")\n");
        assert_eq!(
            page.links(),
            [("b.md#x".to_owned(), 1), ("e.svg".to_owned(), 5)]
        );
    }

    #[test]
    fn headings_become_anchors() {
        let page = page("# The `model` file, in short\n```sh\n# no heading\n```\n");
        assert_eq!(
            page.anchors().into_iter().collect::<Vec<_>>(),
            ["the-model-file-in-short"]
        );
    }

    #[test]
    fn whole_models_are_told_from_pieces_and_from_refused_ones() {
        let page = page(
            "```toml\n[parameter]\n```\n\n```toml\n[model]\na = 1\n```\n```toml,refused\n[model]\n```\n",
        );
        let models = page.models();
        assert_eq!(models.len(), 2);
        assert_eq!(
            (models[0].line, models[0].text.as_str(), models[0].refused),
            (5, "[model]\na = 1\n", false)
        );
        assert!(models[1].refused);
    }

    #[test]
    fn typed_lines_are_joined_and_freed_of_comments() {
        let page = page(
            "```console\n$ forestall fit a.toml \\\n    --data b.csv   # a word\nsaid\n$ cargo x\n$ forestall schema > s.json\n```\n",
        );
        assert_eq!(
            page.console(),
            [
                (1, "forestall fit a.toml --data b.csv".to_owned()),
                (1, "forestall schema".to_owned())
            ]
        );
    }

    #[test]
    fn includes_are_found_without_their_range() {
        assert_eq!(
            page("x\n{{#include ../../models/a.toml:3:9}}\n").includes(),
            [("../../models/a.toml".to_owned(), 2)]
        );
    }
}
