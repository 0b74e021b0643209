//! Text to tokens.

use super::{Extent, Fault};

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'t> {
    /// `1`, `1.5`, `1e-6`
    Number(f64),
    /// A name, or (between backticks) the name of a column.
    Name(&'t str),
    /// `(`, `+`, `<=`, ...
    Symbol(&'static str),
    /// The end of the text.
    End,
}

const SYMBOLS: [&str; 15] = [
    "<=", ">=", "==", "!=", "+", "-", "*", "/", "^", "<", ">", "(", ")", ",", "=",
];

/// What files with indices have besides.
const BRACKETS: [&str; 3] = ["[", "]", ":"];

/// What people write in other languages or on paper, and what it is called here.
const FOREIGN: [(&str, &str); 22] = [
    ("**", "^"),
    ("&&", "and"),
    ("||", "or"),
    ("&", "and"),
    ("|", "or"),
    ("!", "not"),
    ("[", "("),
    ("]", ")"),
    ("{", "("),
    ("}", ")"),
    ("\u{d7}", "*"),
    ("\u{b7}", "*"),
    ("\u{22c5}", "*"),
    ("\u{2212}", "-"),
    ("\u{2013}", "-"),
    ("\u{f7}", "/"),
    ("\u{2264}", "<="),
    ("\u{2265}", ">="),
    ("\u{2260}", "!="),
    ("\u{b2}", "^2"),
    ("\u{b3}", "^3"),
    ("\u{3c0}", "pi"),
];

/// Splits `text` into tokens with their places.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    columns: bool,
    families: bool,
}

impl<'t> Lexer<'t> {
    /// `columns`: names between backticks are allowed; `families`: brackets and colons are.
    pub fn new(text: &'t str, columns: bool, families: bool) -> Self {
        Self {
            text,
            at: 0,
            columns,
            families,
        }
    }

    /// The next token.
    pub fn next(&mut self) -> Result<(Token<'t>, Extent), Fault> {
        let rest = self.text[self.at..].trim_start();
        let start = self.text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            self.at = self.text.len();
            return Ok((Token::End, extent(start, start)));
        };
        if first.is_ascii_digit() || first == '.' {
            return self.number(start);
        }
        if first.is_ascii_alphabetic() || first == '_' {
            let length = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            return Ok(self.token(Token::Name(&rest[..length]), start, length));
        }
        if first == '`' && self.columns {
            return match rest[1..].find('`') {
                Some(length) => Ok(self.token(Token::Name(&rest[1..=length]), start, length + 2)),
                None => Err(Fault {
                    code: "M0302",
                    extent: extent(start, self.text.len()),
                    message: "the name of a column has no closing backtick".to_owned(),
                    expected: None,
                    help: None,
                }),
            };
        }
        if self.families
            && let Some(symbol) = BRACKETS.iter().find(|own| rest.starts_with(**own))
        {
            return Ok(self.token(Token::Symbol(symbol), start, symbol.len()));
        }
        for (foreign, own) in FOREIGN {
            if rest.starts_with(foreign) && !rest.starts_with("!=") {
                return Err(Fault {
                    code: "M0302",
                    extent: extent(start, start + foreign.len()),
                    message: format!("\"{foreign}\" is not part of the expression language"),
                    expected: None,
                    help: Some(format!("write \"{own}\"")),
                });
            }
        }
        for symbol in SYMBOLS {
            if rest.starts_with(symbol) {
                return Ok(self.token(Token::Symbol(symbol), start, symbol.len()));
            }
        }
        let shown = first.escape_debug();
        Err(Fault {
            code: "M0302",
            extent: extent(start, start + first.len_utf8()),
            message: format!("\"{shown}\" is not part of the expression language"),
            expected: Some(
                "numbers, names of letters A-Z a-z, digits and _, operators, parentheses"
                    .to_owned(),
            ),
            help: None,
        })
    }

    fn token(&mut self, token: Token<'t>, start: usize, length: usize) -> (Token<'t>, Extent) {
        self.at = start + length;
        (token, extent(start, self.at))
    }

    /// Digits, optionally a point and digits, optionally an exponent.
    fn number(&mut self, start: usize) -> Result<(Token<'t>, Extent), Fault> {
        let bytes = self.text.as_bytes();
        let digits = |from: usize| {
            let mut to = from;
            while bytes.get(to).is_some_and(u8::is_ascii_digit) {
                to += 1;
            }
            to
        };
        let whole = digits(start);
        let mut end = whole;
        let mut fraction = 1;
        if bytes.get(end) == Some(&b'.') {
            end = digits(whole + 1);
            fraction = end - whole - 1;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let stop = digits(signed);
            if stop > signed {
                end = stop;
            } else if bytes.get(signed).is_none_or(|b| !b.is_ascii_alphabetic()) {
                return Err(bad_number(
                    extent(start, signed),
                    "the exponent of a number has no digits",
                    "write for example 1e-6",
                ));
            }
        }
        let text = &self.text[start..end];
        if whole == start || fraction == 0 {
            return Err(bad_number(
                extent(start, end),
                &format!("\"{text}\" is not a number"),
                "write digits on both sides of the point, such as 0.5",
            ));
        }
        if bytes.get(end) == Some(&b'.') {
            return Err(bad_number(
                extent(start, digits(end + 1)),
                "a number has two points",
                "write for example 1.5",
            ));
        }
        let value: f64 = text.parse().unwrap_or(f64::INFINITY);
        let nonzero = text
            .bytes()
            .take_while(|b| !matches!(b, b'e' | b'E'))
            .any(|b| (b'1'..=b'9').contains(&b));
        if value.is_infinite() || (value == 0.0 && nonzero) {
            let size = if value == 0.0 { "small" } else { "large" };
            return Err(bad_number(
                extent(start, end),
                &format!("a number is too {size} for a 64-bit float"),
                "numbers reach from 1e-308 to 1e308",
            ));
        }
        Ok(self.token(Token::Number(value), start, end - start))
    }
}

fn extent(start: usize, end: usize) -> Extent {
    Extent { start, end }
}

fn bad_number(extent: Extent, message: &str, help: &str) -> Fault {
    Fault {
        code: "M0303",
        extent,
        message: message.to_owned(),
        expected: None,
        help: Some(help.to_owned()),
    }
}
