//! Lines are whole, and split as they are, wherever blocks end.

use std::io::Read;

use forestall_base::Stream;

use super::super::unpack::unpack;
use super::{BLOCK, Cells, FIRST, Lines};

/// Gives what is there in small pieces.
struct Piecemeal<'a>(&'a [u8], Stream);

impl Read for Piecemeal<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let most = 1 + self.1.below(9000);
        let (here, left) = self.0.split_at(most.min(out.len()).min(self.0.len()));
        out[..here.len()].copy_from_slice(here);
        self.0 = left;
        Ok(here.len())
    }
}

fn lines(bytes: &[u8], seed: u64) -> Lines<'_> {
    let reader = Piecemeal(bytes, Stream::new(seed, 1, 0));
    Lines::new("f", unpack("f", Box::new(reader)).unwrap())
}

/// Oracle: the whole text split at its line ends; blocks end within characters, between CR and LF, and within lines.
#[test]
fn lines_are_whole_wherever_blocks_end() {
    for (seed, end) in (0..).zip(["\n", "\r\n", "\r"]) {
        let mut stream = Stream::new(seed, 0, 0);
        let mut wanted = Vec::new();
        let mut text = String::new();
        while text.len() < FIRST + 5 * BLOCK {
            let letter = ["a", "é", "€", "\u{1f9ec}", "\t"][stream.below(5)];
            let line = letter.repeat(stream.below(300));
            text += &line;
            text += end;
            wanted.push(line);
        }
        text += "the last";
        wanted.push("the last".to_owned());
        let mut lines = lines(text.as_bytes(), seed);
        assert!(wanted.starts_with(&lines.preview().unwrap()));
        for (number, line) in wanted.iter().enumerate() {
            assert!(lines.advance().unwrap());
            assert_eq!((lines.text(), lines.number), (line.as_str(), number + 1));
        }
        assert!(!lines.advance().unwrap());
    }
}

/// Oracle: lines found first and split afterwards. Some blocks hold quotes, some lines are longer than many blocks of 64 bytes.
#[test]
fn lines_are_split_while_their_end_is_searched() {
    for (seed, end) in (0..).zip(["\n", "\r\n", "\r"]) {
        let mut stream = Stream::new(seed, 2, 0);
        let mut text = String::new();
        while text.len() < FIRST + 5 * BLOCK {
            let quotes = stream.below(4000) == 0;
            for _ in 0..stream.below(30) {
                let letter = ["a", "é", "1", "\u{b}", "-"][stream.below(5)];
                let most = if stream.below(50) == 0 { 400 } else { 12 };
                text += &letter.repeat(stream.below(most));
                text += if quotes { "\t\"b\tc\"\t" } else { "\t" };
            }
            text += end;
        }
        let mut wanted = lines(text.as_bytes(), seed);
        let mut found = lines(text.as_bytes(), seed + 10);
        let (mut apart, mut at_once) = (Cells::default(), Cells::default());
        loop {
            let last = [3, 12, usize::MAX][stream.below(3)];
            let more = wanted.advance().unwrap();
            assert_eq!(found.advance_split(&mut at_once, b'\t', last), Ok(more));
            if !more {
                break;
            }
            assert_eq!((found.text(), found.number), (wanted.text(), wanted.number));
            apart.split(wanted.text(), b'\t');
            let cells = apart.len().min(last.saturating_add(1));
            assert!(at_once.len() >= cells);
            for cell in 0..cells {
                let (wanted, found) = (
                    apart.get(wanted.text(), cell),
                    at_once.get(found.text(), cell),
                );
                assert_eq!(found, wanted);
            }
        }
    }
}

/// Lines before it are read; the refusal names its line and column, in whatever block it is.
#[test]
fn a_byte_that_is_no_text_is_refused_where_it_stands() {
    for rows in [1, 9000, 30_000] {
        let mut bytes = b"a\tbcdefghijklmn\n".repeat(rows);
        bytes.extend_from_slice(b"M\xfcller\tx\nnext\n");
        let mut lines = lines(&bytes, 5);
        for _ in 0..rows {
            assert!(lines.advance().unwrap());
        }
        let refusal = lines.advance().unwrap_err();
        let at = refusal.location.as_ref().unwrap();
        assert_eq!((at.line, at.column), (rows + 1, 2), "{refusal}");
        assert!(refusal.to_string().contains("0xFC"), "{refusal}");
    }
}
