//! Binary variant calls (BCF 2): each record as a line of VCF (VCF specification 4.3, section 6).

use std::collections::BTreeMap;
use std::fmt::Write;

use forestall_base::Diagnostic;

use super::Calls;
use super::heading::Heading;
use super::typed::{Cursor, Value};
use crate::molecular::intake::Intake;
use crate::molecular::lines::Lines;
use crate::molecular::refusal::{Line, whole};

/// Longest header or record, in bytes.
const LONGEST: u32 = 64 << 20;

/// Words that records refer to by number.
#[derive(Default)]
struct Dictionary {
    words: BTreeMap<usize, String>,
    contigs: BTreeMap<usize, String>,
}

impl Dictionary {
    /// Notes a line of the header. Numbers count in order of appearance unless `IDX` gives them; `PASS` is 0.
    fn note(&mut self, text: &str) {
        let Some((key, value)) = text
            .strip_prefix("##")
            .and_then(|text| text.split_once('='))
        else {
            return;
        };
        let words = match key {
            "contig" => &mut self.contigs,
            "INFO" | "FORMAT" | "FILTER" => &mut self.words,
            _ => return,
        };
        let attribute = |name: &str| {
            let inner = value.trim_start_matches('<').trim_end_matches('>');
            let found = inner.split(',').find_map(|entry| entry.strip_prefix(name));
            found.map(|value| value.trim_matches('"').to_owned())
        };
        let Some(id) = attribute("ID=") else { return };
        let number = attribute("IDX=").and_then(|number| number.parse().ok());
        if number.is_none() && words.values().any(|known| *known == id) {
            return;
        }
        let next = words.keys().next_back().map_or(0, |last| last + 1);
        words.insert(number.unwrap_or(next), id);
    }
}

/// Reads a BCF.
pub(in crate::molecular) fn read(
    lines: &mut Lines<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    let mut bytes = Vec::new();
    lines.bytes(9, &mut bytes)?;
    let (Some(b"BCF\x02"), Some(length)) = (bytes.get(..4), four(&bytes, 5)) else {
        return Err(broken(lines.file, 0));
    };
    if length > LONGEST || lines.bytes(length as usize, &mut bytes)? < length as usize {
        return Err(broken(lines.file, 0));
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let text = text.trim_end_matches('\0');
    let mut dictionary = Dictionary::default();
    dictionary.words.insert(0, "PASS".to_owned());
    let mut heading = Heading::default();
    let mut calls = None;
    let mut columns = 0;
    for (number, text) in text.lines().enumerate() {
        let line = Line {
            file: lines.file,
            number: number + 1,
            text,
        };
        if text.starts_with("##") {
            dictionary.note(text);
            heading.note(line, intake)?;
        } else if text.starts_with("#CHROM") {
            columns = text.split('\t').skip(9).count();
            calls = Some(Calls::begin(line, &heading, intake)?);
        }
    }
    let Some(mut calls) = calls else {
        return Err(super::no_header(lines.file));
    };
    let mut text = String::new();
    for number in 1.. {
        match lines.bytes(8, &mut bytes)? {
            0 => break,
            8 => {}
            _ => return Err(broken(lines.file, number)),
        }
        let lengths = four(&bytes, 0).zip(four(&bytes, 4));
        let Some((shared, each)) = lengths.filter(|(a, b)| *a <= LONGEST && *b <= LONGEST) else {
            return Err(broken(lines.file, number));
        };
        let whole = (shared + each) as usize;
        if lines.bytes(whole, &mut bytes)? < whole {
            return Err(broken(lines.file, number));
        }
        text.clear();
        let (one, many) = bytes.split_at(shared as usize);
        if record(one, many, &dictionary, columns, &mut text).is_none() {
            return Err(broken(lines.file, number));
        }
        let line = Line {
            file: lines.file,
            number,
            text: &text,
        };
        calls.record(line, intake)?;
    }
    calls.end(intake);
    Ok(())
}

fn broken(file: &str, record: usize) -> Diagnostic {
    let place = match record {
        0 => "in its header".to_owned(),
        _ => format!("in record {record}"),
    };
    whole(
        "G0063",
        file,
        &format!("the BCF is cut off or damaged {place}"),
    )
    .expected("BCF of version 2, as bcftools writes it")
    .help("copy the file again, or convert it: bcftools view FILE")
}

fn four(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_le_bytes(four))
}

/// Writes a record as a line of VCF; `None` where it is broken, or has not as many samples as the header has `columns`.
fn record(
    shared: &[u8],
    each: &[u8],
    dictionary: &Dictionary,
    columns: usize,
    out: &mut String,
) -> Option<()> {
    let mut at = Cursor::new(shared);
    let contig = dictionary.contigs.get(&(at.four()? as usize))?;
    let position = u64::from(at.four()?) + 1;
    at.four()?;
    at.four()?;
    let counts = at.four()?;
    let (infos, alleles) = (counts & 0xffff, counts >> 16);
    let counts = at.four()?;
    let (samples, formats) = (counts & 0x00ff_ffff, counts >> 24);
    at.value()?;
    write!(out, "{contig}\t{position}\t.\t").ok()?;
    for allele in 0..alleles {
        let mark = match allele {
            0 => "",
            1 => "\t",
            _ => ",",
        };
        out.push_str(mark);
        at.value()?.write(out);
    }
    if alleles < 2 {
        out.push_str("\t.");
    }
    out.push_str("\t.\t");
    let filters = at.value()?.integers();
    if filters.is_empty() {
        out.push('.');
    }
    for (number, filter) in filters.iter().enumerate() {
        out.push_str(if number > 0 { ";" } else { "" });
        out.push_str(dictionary.words.get(&usize::try_from(*filter).ok()?)?);
    }
    out.push('\t');
    if infos == 0 {
        out.push('.');
    }
    for number in 0..infos {
        out.push_str(if number > 0 { ";" } else { "" });
        out.push_str(dictionary.words.get(&at.key()?)?);
        let value = at.value()?;
        if !value.is_flag() {
            out.push('=');
            value.write(out);
        }
    }
    if samples as usize != columns {
        return None;
    }
    if formats == 0 || samples == 0 {
        return Some(());
    }
    let mut at = Cursor::new(each);
    let mut keys: Vec<&str> = Vec::new();
    let mut columns = vec![String::new(); samples as usize];
    for _ in 0..formats {
        let key = dictionary.words.get(&at.key()?)?;
        let kind = at.kind()?;
        for column in &mut columns {
            if !keys.is_empty() {
                column.push(':');
            }
            let value: Value<'_> = at.of_kind(kind)?;
            if key == "GT" {
                value.write_genotype(column);
            } else {
                value.write(column);
            }
        }
        keys.push(key);
    }
    write!(out, "\t{}", keys.join(":")).ok()?;
    for column in columns {
        write!(out, "\t{column}").ok()?;
    }
    Some(())
}
