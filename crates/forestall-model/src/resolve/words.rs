//! Words that describe the model: mechanisms, strategies, slips of the source.

use crate::document::{Document, List, Reader, Span, Text};
use crate::{MECHANISMS, STRATEGIES, UNSTATED};
use forestall_base::{Diagnostic, nearest};

/// Words as written.
pub(super) fn words(list: &List<Text>) -> Vec<String> {
    list.items.iter().map(|word| word.value.clone()).collect()
}

/// Words that describe the model must not be empty.
pub(super) fn refuse_empty(reader: &mut Reader<'_>, document: &Document) {
    let model = &document.model;
    let lists = [&model.mechanism, &model.strategy, &model.slips];
    for word in lists.into_iter().flat_map(|list| &list.items) {
        if word.value.trim().is_empty() && word.span != Span::default() {
            reader.note(word.span, Diagnostic::error("M0105", "a word is empty"));
        }
    }
}

/// Words of one's own are welcome; one that is nearly a word of the catalogue is probably meant to be it.
pub(super) fn suggest(reader: &mut Reader<'_>, document: &Document) {
    let mechanisms = || MECHANISMS.iter().chain([&UNSTATED]);
    let lists = [
        (&document.model.mechanism, mechanisms().collect::<Vec<_>>()),
        (&document.model.strategy, STRATEGIES.iter().collect()),
    ];
    for (list, known) in lists {
        for word in &list.items {
            let names = || known.iter().map(|one| one.word);
            if names().any(|name| name == word.value) {
                continue;
            }
            if let Some(near) = nearest(&word.value, names()) {
                let message = format!("\"{}\" is not a word of the catalogue", word.value);
                let note = Diagnostic::warning("M0904", message);
                let help = format!("did you mean \"{near}\"? (words of your own are allowed)");
                reader.note(word.span, note.help(help));
            }
        }
    }
}
