//! One patient while the table is read.

use forestall_base::{Diagnostic, DoseChange, Location, PatientRecord, Reading};

use crate::mapping::Mapping;

/// Everything known of a patient so far.
pub(crate) struct Patient {
    /// Identifier as in the table.
    pub(crate) id: String,
    /// Identifier to show: the same, or the pseudonym.
    pub(crate) shown: String,
    /// Line of the first row.
    pub(crate) line: usize,
    readings: Vec<Reading>,
    doses: Vec<DoseChange>,
    /// First row's time, as written.
    start: f64,
    end: f64,
    last_time: f64,
    last_line: usize,
    visits: usize,
    /// Number of readings before the current visit.
    visit_begin: usize,
    /// Latest reading of each assay: row time, reading time, line.
    latest: Vec<Option<(f64, f64, usize)>>,
    /// Current amount of each drug, its time and its line.
    amounts: Vec<Option<(f64, f64, usize)>>,
    /// Which drugs were given at the visit before.
    given_before: Vec<bool>,
    switched: bool,
    /// Whether a row was refused because its time goes back.
    disordered: bool,
}

/// The times of a row that cannot follow the rows before.
pub(crate) struct OutOfOrder {
    pub(crate) time: f64,
    pub(crate) line: usize,
}

impl Patient {
    pub(crate) fn new(id: &str, shown: String, line: usize, time: f64, mapping: &Mapping) -> Self {
        Self {
            id: id.to_owned(),
            shown,
            line,
            readings: Vec::new(),
            doses: Vec::new(),
            start: time,
            end: time,
            last_time: time,
            last_line: line,
            visits: 0,
            visit_begin: 0,
            latest: vec![None; mapping.assays.len()],
            amounts: vec![None; mapping.drugs.len()],
            given_before: vec![false; mapping.drugs.len()],
            switched: false,
            disordered: false,
        }
    }

    /// Notes that a time goes back; whether it is the first of the patient, which is the only one to tell.
    pub(crate) fn first_disorder(&mut self) -> bool {
        !std::mem::replace(&mut self.disordered, true)
    }

    /// Begins a row; rows at the same time are one visit.
    pub(crate) fn row(&mut self, time: f64, line: usize) -> Result<(), OutOfOrder> {
        let (before, before_line) = (self.last_time, self.last_line);
        (self.last_time, self.last_line) = (time, line);
        if time < before {
            return Err(OutOfOrder {
                time: before,
                line: before_line,
            });
        }
        if self.visits == 0 || time > before {
            self.visits += 1;
            self.visit_begin = self.readings.len();
            for (given, amount) in self.given_before.iter_mut().zip(&self.amounts) {
                *given = amount.is_some_and(|(amount, ..)| amount > 0.0);
            }
            self.switched = false;
        }
        self.end = self.end.max(time);
        Ok(())
    }

    /// Adds a reading; its weight is settled by [`Patient::weigh`].
    pub(crate) fn read(&mut self, reading: Reading) -> Result<(), ReadingProblem> {
        let before =
            self.latest[reading.assay].replace((self.last_time, reading.time, reading.line));
        if let Some((row_time, time, line)) = before {
            if row_time == self.last_time {
                return Err(ReadingProblem::Duplicate { line });
            }
            if reading.time < time {
                return Err(ReadingProblem::OutOfOrder(OutOfOrder { time, line }));
            }
        }
        self.end = self.end.max(reading.time);
        self.readings.push(reading);
        Ok(())
    }

    /// Notes the amount of a drug from `time` on; of several at one time the last counts.
    pub(crate) fn dose(&mut self, drug: usize, time: f64, amount: f64) -> Result<(), OutOfOrder> {
        let before = self.amounts[drug].replace((amount, time, self.last_line));
        if let Some((_, time, line)) = before.filter(|(_, at, _)| time < *at) {
            return Err(OutOfOrder { time, line });
        }
        if before.is_none_or(|(before, ..)| before != amount) {
            self.doses.push(DoseChange { time, drug, amount });
        }
        self.switched |= self.visits > 1 && self.given_before[drug] != (amount > 0.0);
        self.end = self.end.max(time);
        Ok(())
    }

    /// Gives the readings of the current visit their weight, after the doses of the row are known.
    pub(crate) fn weigh(&mut self, mapping: &Mapping) {
        for reading in &mut self.readings[self.visit_begin..] {
            let weight = mapping.assays[reading.assay].weight_at_switch;
            reading.weight = if self.switched { weight } else { 1.0 };
        }
    }

    pub(crate) fn readings(&self) -> usize {
        self.readings.len()
    }

    /// The record: nothing weighs more at the last visit, doses are in order, time 0 is set.
    pub(crate) fn finish(mut self, from_first: bool, mapping: &Mapping) -> PatientRecord {
        for reading in &mut self.readings[self.visit_begin..] {
            reading.weight = 1.0;
        }
        let zero = if from_first { self.start } else { 0.0 };
        for reading in &mut self.readings {
            reading.time -= zero;
        }
        self.readings.sort_by(|a, b| a.time.total_cmp(&b.time));
        let mut doses = settled(&self.doses);
        for dose in &mut doses {
            dose.time -= zero;
        }
        let divisors = mapping.assays.iter().map(|assay| {
            assay
                .divisors
                .iter()
                .find(|(id, _)| *id == self.id)
                .map(|(_, divisor)| *divisor)
        });
        PatientRecord {
            divisors: divisors.collect(),
            id: self.shown,
            readings: self.readings,
            doses,
            start: self.start - zero,
            end: self.end - zero,
        }
    }
}

/// Of several changes of a drug at one time only the last counts, and a change that changes nothing is none.
fn settled(changes: &[DoseChange]) -> Vec<DoseChange> {
    let drugs = changes
        .iter()
        .map(|change| change.drug + 1)
        .max()
        .unwrap_or(0);
    let mut by_drug: Vec<Vec<DoseChange>> = vec![Vec::new(); drugs];
    for change in changes {
        let own = &mut by_drug[change.drug];
        if own.last().is_some_and(|last| last.time == change.time) {
            own.pop();
        }
        if own.last().is_none_or(|last| last.amount != change.amount) {
            own.push(*change);
        }
    }
    let mut all: Vec<DoseChange> = by_drug.into_iter().flatten().collect();
    all.sort_by(|a, b| a.time.total_cmp(&b.time).then(a.drug.cmp(&b.drug)));
    all
}

/// Why a reading cannot follow those before.
pub(crate) enum ReadingProblem {
    /// The assay was read at the same time already, in that line.
    Duplicate { line: usize },
    /// Its own time formula goes back.
    OutOfOrder(OutOfOrder),
}

/// The refusal of a row whose time goes back; day numbers of dates are not shown.
pub(crate) fn out_of_order(
    patient: &Patient,
    (time, line): (f64, usize),
    before: &OutOfOrder,
    dates: bool,
    at: Location,
) -> Diagnostic {
    let id = &patient.id;
    let message = if dates {
        format!(
            "patient \"{id}\": line {line} is earlier than line {} above it",
            before.line
        )
    } else {
        format!(
            "patient \"{id}\": time {time} in line {line} comes after time {} in line {}",
            before.time, before.line
        )
    };
    // Rows apart may be those of two patients.
    let help = if line > before.line + 1 {
        "sort the table by patient and time; if these are two patients, give each an identifier of its own"
    } else {
        "sort the table by patient and time, or correct the time"
    };
    Diagnostic::error("T0030", message)
        .at(at)
        .expected("the rows of a patient in the order of time")
        .help(help)
}
