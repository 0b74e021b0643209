//! `[combination]`: surfaces of several drugs become named expressions.

use super::pattern::Pattern;
use super::surface::{self, Own};
use super::unread;
use crate::document::{
    CombinationTable, Document, Entry, Expression, LetValue, List, Reader, Span, Surface, Words,
};
use crate::syntax::{Extent, Node, Part};
use forestall_base::Diagnostic;

const CODE: &str = "M0521";

/// The most drugs that one surface may have.
const MOST: usize = 8;

/// Adds a `let` of its name for every combination.
pub(super) fn write_out(reader: &mut Reader<'_>, document: &mut Document) {
    let drugs: Vec<String> = (document.drug.0.iter().map(|own| own.name.clone())).collect();
    for entry in std::mem::take(&mut document.combination).0 {
        // The name stands even if the table does not, so that its uses are not refused as well.
        let lets = combination(reader, &drugs, &entry)
            .unwrap_or_else(|| vec![unread(&entry.name, entry.span)]);
        document.lets.0.extend(lets);
    }
}

/// The lists that every combination has, one value for each drug.
struct Lists<'a> {
    drugs: &'a List<Expression>,
    alone: &'a List<Expression>,
    half: &'a List<Expression>,
}

impl<'a> Lists<'a> {
    /// The lists of a table, or nothing after what is missing was refused.
    fn of(reader: &mut Reader<'_>, entry: &'a Entry<CombinationTable>) -> Option<Self> {
        let table = &entry.value;
        let mut list = |key: &str, list: &'a Option<List<Expression>>, expected: &str| {
            if list.is_none() {
                let message = format!("missing key \"{key}\" in [combination.{}]", entry.name);
                let note = Diagnostic::error("M0102", message);
                reader.note(entry.span, note.expected(expected));
            }
            list.as_ref()
        };
        let drugs = list(
            "drugs",
            &table.drugs,
            "drugs, or the concentrations that act, as expressions",
        );
        let alone = list("E", &table.alone, "value at saturation of each drug alone");
        let half = list("C", &table.half, "dose of half the effect of each drug");
        Some(Self {
            drugs: drugs?,
            alone: alone?,
            half: half?,
        })
    }
}

/// The named expressions of a combination, or nothing after it was refused.
fn combination(
    reader: &mut Reader<'_>,
    drugs: &[String],
    entry: &Entry<CombinationTable>,
) -> Option<Vec<Entry<LetValue>>> {
    let table = &entry.value;
    // What could not be read has been refused already.
    let read = |span: Span| span != Span::default();
    if !read(table.at) || !read(table.surface.span) {
        return None;
    }
    let lists = Lists::of(reader, entry)?;
    if !read(lists.drugs.span) {
        return None;
    }
    let count = lists.drugs.items.len();
    let surface = table.surface.value;
    let word = word(surface);
    let refuse = |reader: &mut Reader<'_>, span: Span, message: String, expected: &str| {
        let note = Diagnostic::error(CODE, message);
        reader.note(span, note.expected(expected));
    };
    if surface == Surface::Musyc && count != 2 {
        let are = if count == 1 { "is" } else { "are" };
        let message = format!("surface \"{word}\" combines two drugs, but {count} {are} given");
        refuse(reader, lists.drugs.span, message, "two drugs");
        return None;
    }
    if !(2..=MOST).contains(&count) {
        let message = format!("{} in a combination", counted(count, "drug"));
        let expected = format!("2 to {MOST} drugs");
        refuse(reader, lists.drugs.span, message, &expected);
        return None;
    }
    let mut fits = true;
    for (key, list) in [
        ("E", Some(lists.alone)),
        ("C", Some(lists.half)),
        ("h", table.h.as_ref()),
    ] {
        let Some(list) = list else { continue };
        let found = list.items.len();
        if found != count && read(list.span) {
            let values = counted(found, "value");
            let message = format!("\"{key}\" has {values} for {count} drugs");
            refuse(
                reader,
                list.span,
                message,
                "one value for each drug, in their order",
            );
        }
        fits &= found == count;
    }
    fits &= own_keys(reader, entry, word);
    if let (Surface::Bliss, Some(0.0)) = (surface, literal(&table.none)) {
        let message = "surface \"bliss\" multiplies what each drug leaves of E0, which is 0 here";
        refuse(
            reader,
            table.none.token,
            message.to_owned(),
            "a value without drugs other than 0, or surface = \"additive\"",
        );
        fits = false;
    }
    fits.then(|| written_out(entry, &lists, drugs))
}

fn written_out(
    entry: &Entry<CombinationTable>,
    lists: &Lists<'_>,
    drugs: &[String],
) -> Vec<Entry<LetValue>> {
    let table = &entry.value;
    let count = lists.drugs.items.len();
    let mut pattern = Pattern::at(table.surface.span);
    pattern.put("E0", &table.none);
    for index in 0..count {
        let number = index + 1;
        pattern.put(
            format!("d{number}"),
            &dose(&lists.drugs.items[index], drugs),
        );
        pattern.put(format!("E{number}"), &lists.alone.items[index]);
        pattern.put(format!("C{number}"), &lists.half.items[index]);
        let slope = table.h.as_ref().map(|h| &h.items[index]);
        pattern.put_or(format!("h{number}"), slope, 1.0);
    }
    let own = Own {
        name: &entry.name,
        span: entry.span,
        count,
    };
    match table.surface.value {
        Surface::Bliss => surface::bliss(&own, &mut pattern),
        Surface::Additive => surface::additive(&own, &mut pattern),
        Surface::Hsa => surface::hsa(&own, &mut pattern),
        Surface::Loewe if same(table.h.as_ref()) => {
            surface::loewe_of_equal_slopes(&own, &mut pattern)
        }
        Surface::Loewe => surface::loewe(&own, &mut pattern),
        Surface::Musyc => {
            pattern.put_or("both", table.both.as_ref(), f64::NAN);
            for (key, value) in interactions(table) {
                pattern.put_or(key, value, 1.0);
            }
            surface::musyc(&own, &mut pattern)
        }
    }
}

/// `1 drug`, `2 drugs`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn word(surface: Surface) -> &'static str {
    let found = Surface::WORDS.iter().find(|(_, own)| *own == surface);
    found.map_or("", |(word, _)| *word)
}

fn interactions(table: &CombinationTable) -> [(&'static str, Option<&Expression>); 4] {
    [
        ("alpha12", table.alpha12.as_ref()),
        ("alpha21", table.alpha21.as_ref()),
        ("gamma12", table.gamma12.as_ref()),
        ("gamma21", table.gamma21.as_ref()),
    ]
}

/// Whether the keys are those of the surface.
fn own_keys(reader: &mut Reader<'_>, entry: &Entry<CombinationTable>, word: &str) -> bool {
    let table = &entry.value;
    if table.surface.value == Surface::Musyc {
        if table.both.is_none() {
            let message = format!("[combination.{}] has no \"E3\"", entry.name);
            let note = Diagnostic::error(CODE, message);
            reader.note(
                entry.span,
                note.expected("the value at saturation of both drugs"),
            );
        }
        return table.both.is_some();
    }
    let extra: Vec<_> = (interactions(table).into_iter())
        .chain([("E3", table.both.as_ref())])
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    for (key, value) in &extra {
        let message = format!("surface \"{word}\" has no \"{key}\"");
        let note = Diagnostic::error(CODE, message);
        reader.note(
            value.token,
            note.help("delete it, or set surface = \"musyc\""),
        );
    }
    extra.is_empty()
}

fn literal(expression: &Expression) -> Option<f64> {
    expression.tree.as_ref().and_then(Node::literal)
}

/// Whether all slopes are known to be the same: the same number or the same name.
fn same(slopes: Option<&List<Expression>>) -> bool {
    let Some(slopes) = slopes else { return true };
    let plain = |expression: &Expression| match expression.tree.as_ref().map(|tree| &tree.part) {
        Some(Part::Name(name)) => Some(name.clone()),
        _ => literal(expression).map(crate::print::number),
    };
    let mut all = slopes.items.iter().map(plain);
    let first = all.next().flatten();
    first.is_some() && all.all(|own| own == first)
}

/// `dose(D)` for the name of a drug; else the expression as it stands.
fn dose(item: &Expression, drugs: &[String]) -> Expression {
    let mut item = item.clone();
    if let Some(tree) = &mut item.tree
        && matches!(&tree.part, Part::Name(name) if drugs.contains(name))
    {
        let inner = tree.clone();
        tree.part = Part::Call("dose".to_owned(), Extent::default(), vec![inner]);
    }
    item
}
