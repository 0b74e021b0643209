//! XML as text, with indentation.

/// Lines of XML.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    depth: usize,
}

impl Page {
    /// A page that will stand inside so many elements.
    pub(super) fn inside(depth: usize) -> Self {
        Self {
            text: String::new(),
            depth,
        }
    }

    /// Takes over what another page holds.
    pub(super) fn append(&mut self, other: &Self) {
        self.text.push_str(&other.text);
    }

    /// A line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// An element that holds what `inner` writes; nothing at all if it writes nothing.
    pub(super) fn list(&mut self, name: &str, inner: impl FnOnce(&mut Self)) {
        let before = self.text.len();
        self.element(name, "", |page| {
            let begun = page.text.len();
            inner(page);
            if page.text.len() == begun {
                page.text.truncate(before);
            }
        });
    }

    /// An element with attributes that holds what `inner` writes.
    pub(super) fn element(&mut self, name: &str, attributes: &str, inner: impl FnOnce(&mut Self)) {
        let before = self.text.len();
        self.line(&format!("<{name}{attributes}>"));
        self.depth += 1;
        inner(self);
        self.depth -= 1;
        if self.text.len() > before {
            self.line(&format!("</{name}>"));
        }
    }

    /// A formula.
    pub(super) fn math(&mut self, formula: &str) {
        self.line(&format!(
            "<math xmlns=\"http://www.w3.org/1998/Math/MathML\">{formula}</math>"
        ));
    }

    /// A paragraph for people.
    pub(super) fn notes(&mut self, paragraphs: &[&str]) {
        self.list("notes", |page| {
            for text in paragraphs {
                let text = escaped(text);
                page.line(&format!(
                    "<p xmlns=\"http://www.w3.org/1999/xhtml\">{text}</p>"
                ));
            }
        });
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// ` name="value"`
pub(super) fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", escaped(value))
}

/// A number as attributes hold it.
pub(super) fn number(x: f64) -> String {
    match x {
        _ if x.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "INF".to_owned(),
        f64::NEG_INFINITY => "-INF".to_owned(),
        x => crate::print::number(x),
    }
}

/// Text without characters that mean something in XML, or that XML cannot hold.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\r' | '\t' => safe.push(' '),
            c if c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&c) => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}
