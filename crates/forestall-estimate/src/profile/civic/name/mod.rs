//! Names of CIViC's molecular profiles, as events.

mod changes;
#[cfg(test)]
mod tests;
mod words;

use crate::profile::event::Event;

/// Levels of parentheses and NOTs at which a name is refused.
const DEEPEST: usize = 32;

/// Why a name is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {problem}")]
pub struct CivicNameError {
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What was found, and what was expected.
    pub problem: String,
}

/// The event that the name of a molecular profile means. AND, OR, NOT and parentheses that stand between blanks bind alterations; what
/// parentheses without a blank before their content hold is part of a name. A change of the coding DNA in parentheses behind a change
/// of the protein is not kept: another change of the DNA with the same protein is the same.
///
/// ```
/// use forestall_estimate::profile::civic_event;
/// let event = civic_event("BCR::ABL1 Fusion AND ( ABL1 F317L OR ABL1 F317V )")?;
/// assert_eq!(event.to_string(), "fusion(BCR, ABL1) AND (ABL1 F317L OR ABL1 F317V)");
/// assert_eq!(civic_event("BRAF Non-V600")?.to_string(), "BRAF other(V600)");
/// # Ok::<(), forestall_estimate::profile::CivicNameError>(())
/// ```
///
/// # Errors
/// [`CivicNameError`] with the column of what is not understood. Never panics, whatever the text.
pub fn civic_event(name: &str) -> Result<Event, CivicNameError> {
    let mut words = Vec::new();
    let mut from = 0;
    for word in name.split(char::is_whitespace) {
        if !word.is_empty() {
            words.push((from, word));
        }
        from += word.len()
            + name[from + word.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
    }
    let mut reader = Reader {
        name,
        words,
        at: 0,
        depth: 0,
    };
    let event = reader.or()?;
    match reader.peek() {
        None => Ok(event),
        Some(word) => Err(reader.refuse(format!("\"{}\"; expected AND, OR or the end", cut(word)))),
    }
}

struct Reader<'a> {
    name: &'a str,
    words: Vec<(usize, &'a str)>,
    at: usize,
    depth: usize,
}

type Read = Result<Event, CivicNameError>;

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).map(|(_, word)| *word)
    }

    fn take(&mut self, word: &str) -> bool {
        let here = self.peek() == Some(word);
        self.at += usize::from(here);
        here
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Read) -> Read {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.refuse("too many parentheses or NOTs".to_owned()));
        }
        let event = read(self);
        self.depth -= 1;
        event
    }

    fn or(&mut self) -> Read {
        self.list("OR", Self::and, Event::Or)
    }

    fn and(&mut self) -> Read {
        self.list("AND", Self::unary, Event::And)
    }

    fn list(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Read,
        join: fn(Vec<Event>) -> Event,
    ) -> Read {
        let first = part(self)?;
        if !self.take(word) {
            return Ok(first);
        }
        let mut all = vec![first, part(self)?];
        while self.take(word) {
            all.push(part(self)?);
        }
        Ok(join(all))
    }

    fn unary(&mut self) -> Read {
        if self.take("NOT") {
            return Ok(Event::Not(Box::new(self.deeper(Self::unary)?)));
        }
        if self.take("(") {
            let event = self.deeper(Self::or)?;
            if !self.take(")") {
                return Err(self.refuse("no \")\" for a \"(\"".to_owned()));
            }
            return Ok(event);
        }
        self.leaf()
    }

    /// A gene or a fusion, and what of it.
    fn leaf(&mut self) -> Read {
        let begin = self.at;
        while self
            .peek()
            .is_some_and(|word| !matches!(word, "AND" | "OR" | "NOT" | "(" | ")"))
        {
            self.at += 1;
        }
        let Some((&(_, gene), rest)) = self.words[begin..self.at].split_first() else {
            return Err(self.refuse("no alteration where one is expected".to_owned()));
        };
        let text = match (rest.first(), rest.last()) {
            (Some(&(from, _)), Some(&(to, last))) => &self.name[from..to + last.len()],
            _ => "",
        };
        let found = if gene.contains("::") {
            words::fusion(gene, text).map(Event::from)
        } else if writable(gene) {
            changes::of_gene(gene, text)
        } else {
            None
        };
        found.ok_or_else(|| {
            self.at = begin;
            let what = if text.is_empty() { gene } else { text };
            self.refuse(format!("\"{}\" is no alteration that is known", cut(what)))
        })
    }

    fn refuse(&self, problem: String) -> CivicNameError {
        let at = self
            .words
            .get(self.at)
            .map_or(self.name.len(), |(at, _)| *at);
        CivicNameError {
            column: self.name[..at].chars().count() + 1,
            problem,
        }
    }
}

/// Whether a word can stand for a gene in the grammar of events.
fn writable(gene: &str) -> bool {
    !gene.is_empty()
        && gene
            .chars()
            .all(|c| c.is_alphanumeric() || "-_.".contains(c))
        && !matches!(gene, "fusion" | "reversion" | "score" | "cis" | "trans")
}

/// The beginning of a text, for messages.
fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
