//! What the cells of a row say.

use forestall_base::{Diagnostic, Diagnostics};

use super::{Columns, DoseRecord};
use crate::rows::Rows;

/// Doses of one row at most.
const MOST_DOSES: f64 = 1e6;

/// The cells of one row.
pub(super) struct Cells<'a> {
    pub rows: &'a Rows<'a>,
    pub columns: &'a Columns,
}

impl Cells<'_> {
    pub fn refuse(&self, code: &'static str, name: &str, message: &str) -> Diagnostic {
        let column = self.columns.at(name).unwrap_or(0);
        Diagnostic::error(code, message).at(self.rows.location(column))
    }

    /// The number in a column; 0 where there is no such column, or a dot or nothing in it.
    pub fn number(&self, name: &str) -> Result<f64, Diagnostics> {
        let Some(column) = self.columns.at(name) else {
            return Ok(0.0);
        };
        let cell = self.rows.cell(column);
        if (cell.is_empty() || cell == ".") && name != "TIME" {
            return Ok(0.0);
        }
        if let Some(number) = cell.parse::<f64>().ok().filter(|x| x.is_finite()) {
            return Ok(number);
        }
        let refusal = self.refuse("T0118", name, &format!("found \"{cell}\" in {name}"));
        let dated = cell.chars().any(|c| c.is_ascii_digit()) && cell.contains(['-', '/', ':']);
        Err(match (name, dated) {
            ("TIME", true) => refusal
                .expected("a number in the time unit of the model")
                .help("dates and clock times are not read here: count from where the model starts"),
            _ => refusal.expected("a finite number"),
        }
        .into())
    }

    /// The dose of a row, or nothing for an observation.
    pub fn dose(&self, time: f64) -> Result<Option<DoseRecord>, Diagnostics> {
        let [amount, rate, interval, more, kind, steady] =
            ["AMT", "RATE", "II", "ADDL", "EVID", "SS"].map(|name| self.number(name));
        let (amount, rate, interval) = (amount?, rate?, interval?);
        let (more, kind, steady) = (more?, kind?, steady?);
        let unsupported = |name: &str, message: &str, help: &str| {
            let refusal = self.refuse("T0119", name, message);
            Err(refusal.help(help.to_owned()).into())
        };
        if kind == 3.0 || kind == 4.0 {
            let message = format!("EVID {kind} (reset) is not supported");
            return unsupported("EVID", &message, "give what follows an ID of its own");
        }
        if ![0.0, 1.0, 2.0].contains(&kind) {
            let refusal = self.refuse("T0118", "EVID", &format!("found EVID {kind}"));
            return Err(refusal.expected("0 observation, 1 dose, 2 other").into());
        }
        if amount < 0.0 {
            let refusal = self.refuse("T0118", "AMT", &format!("the amount {amount} is below 0"));
            return Err(refusal.expected("an amount of 0 or more").into());
        }
        let event = self.columns.at("EVID").is_some();
        if event && kind == 1.0 && amount == 0.0 {
            let refusal = self.refuse("T0118", "AMT", "a dose (EVID 1) without an amount");
            return Err(refusal.expected("an amount above 0").into());
        }
        if event && kind != 1.0 && amount > 0.0 {
            let message = format!("an amount of {amount} in a row that is no dose (EVID {kind})");
            let refusal = self.refuse("T0118", "AMT", &message);
            return Err(refusal.expected("EVID 1 for a dose, or no amount").into());
        }
        if amount == 0.0 {
            return Ok(None);
        }
        if steady != 0.0 {
            let message = format!("SS {steady} (steady state) is not supported");
            return unsupported(
                "SS",
                &message,
                "write the doses before it out, with II and ADDL",
            );
        }
        if rate < 0.0 {
            let message =
                format!("RATE {rate} (a rate that the model is to find) is not supported");
            return unsupported(
                "RATE",
                &message,
                "give the rate of the infusion, amount per time",
            );
        }
        if more < 0.0 || more.fract() != 0.0 || more >= MOST_DOSES {
            let refusal = self.refuse("T0118", "ADDL", &format!("found {more} in ADDL"));
            let expected = format!("a whole number from 0 to {}", MOST_DOSES - 1.0);
            return Err(refusal.expected(expected).into());
        }
        if more > 0.0 && interval <= 0.0 {
            let message = format!("{more} more doses at intervals of {interval}");
            let refusal = self.refuse("T0118", "II", &message);
            return Err(refusal.expected("the time between two doses in II").into());
        }
        let to = [self.columns.at("DRUG"), self.columns.at("CMT")]
            .into_iter()
            .flatten()
            .next();
        Ok(Some(DoseRecord {
            time,
            amount,
            over: if rate > 0.0 { amount / rate } else { 0.0 },
            every: if more > 0.0 { interval } else { f64::INFINITY },
            times: more as u32 + 1,
            to: to.map_or_else(String::new, |column| self.rows.cell(column).into_owned()),
            line: self.rows.line(),
        }))
    }
}
