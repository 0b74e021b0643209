//! Parts of pages that are written by this program, between marks.
//!
//! A part stands between `<!-- generated: NAME -->` and `<!-- generated: end -->`. `FORESTALL_ACCEPT=1` writes it anew.

use super::markdown::Page;
use crate::tally::Tally;

const BEGIN: &str = "<!-- generated: ";
const END: &str = "<!-- generated: end -->";

/// What the body of a part is: the text, or nothing where it cannot be told here (with the reason).
pub enum Body {
    /// The text between the marks.
    Text(String),
    /// Why it cannot be checked here.
    Unknown(String),
}

/// Checks every part of the pages, or writes it anew.
pub fn check(pages: &[Page], body: impl Fn(&Page, &str) -> Result<Body, String>) -> Tally {
    let accept = std::env::var_os("FORESTALL_ACCEPT").is_some();
    let mut tally = Tally::default();
    for page in pages.iter().filter(|page| page.text.contains(BEGIN)) {
        let shown = page.path.display();
        match renewed(&page.text, |name| body(page, name)) {
            Err(message) => tally.add(Tally::fail(format!("{shown}: {message}"))),
            Ok((text, unknown)) => {
                tally.skipped.extend(unknown);
                if text == page.text {
                    tally.add(Tally::pass());
                } else if accept {
                    tally.add(match std::fs::write(&page.path, &text) {
                        Ok(()) => Tally::pass(),
                        Err(error) => Tally::fail(format!("{shown}: {error}")),
                    });
                } else {
                    tally.add(Tally::fail(format!(
                        "{shown}: a generated part is not what the program says: write it anew with FORESTALL_ACCEPT=1 cargo xtask test book"
                    )));
                }
            }
        }
    }
    tally
}

/// The text with every part as it should be, and why some were left as they are.
fn renewed(
    text: &str,
    body: impl Fn(&str) -> Result<Body, String>,
) -> Result<(String, Vec<String>), String> {
    let mut new = String::new();
    let mut unknown = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(BEGIN) {
        let (before, part) = rest.split_at(at);
        new += before;
        let name = part[BEGIN.len()..].split(" -->").next().unwrap_or_default();
        let end = part
            .find(END)
            .filter(|_| name != "end")
            .ok_or_else(|| format!("the part `{name}` has no beginning or no `{END}`"))?;
        let mark = format!("{BEGIN}{name} -->");
        match body(name)? {
            Body::Text(body) => new += &format!("{mark}\n\n{}\n\n{END}", body.trim()),
            Body::Unknown(why) => {
                new += &part[..end + END.len()];
                unknown.push(why);
            }
        }
        rest = &part[end + END.len()..];
    }
    Ok((new + rest, unknown))
}

#[cfg(test)]
mod tests {
    use super::{Body, renewed};

    #[test]
    fn parts_are_renewed_and_all_else_is_left() {
        let text = "a\n<!-- generated: x -->\nold\n<!-- generated: end -->\nb\n";
        let body = |name: &str| Ok(Body::Text(format!("new {name}\n")));
        let (new, unknown) = renewed(text, body).unwrap();
        assert_eq!(
            new,
            "a\n<!-- generated: x -->\n\nnew x\n\n<!-- generated: end -->\nb\n"
        );
        assert!(unknown.is_empty());
        assert_eq!(renewed(&new, body).unwrap().0, new);
        let (kept, why) = renewed(text, |_| Ok(Body::Unknown("no data".into()))).unwrap();
        assert_eq!((kept.as_str(), why[0].as_str()), (text, "no data"));
        assert!(renewed("<!-- generated: x -->\n", body).is_err());
    }
}
