//! The tables of a cohort.

use forestall::estimate::profile::{PairedEvent, PairedMechanism, PairedSamples};
use forestall_base::{Column, Table};

use super::super::pair::is_part;
use super::CohortSummary;
use super::view::{GeneView, HotspotView, Side};
use crate::cli::failure::Failure;

/// Tables by the name of their file.
pub(super) fn tables(
    summary: &CohortSummary,
    pairs: &[PairedSamples],
    explained: &[Vec<PairedMechanism>],
) -> Result<[(&'static str, Table); 5], Failure> {
    let sides = [("acquired", &summary.acquired), ("lost", &summary.lost)];
    Ok([
        ("genes.parquet", genes(&sides, |side| &side.genes)?),
        ("events.parquet", genes(&sides, |side| &side.events)?),
        ("hotspots.parquet", hotspots(&sides)?),
        ("mechanisms.parquet", mechanisms(summary)?),
        ("alterations.parquet", alterations(pairs, explained)?),
    ])
}

fn table(columns: Vec<Column>) -> Result<Table, Failure> {
    Table::new(columns).map_err(|e| Failure::Run(e.to_string()))
}

fn whole(number: usize) -> i64 {
    number as i64
}

fn genes(sides: &[(&str, &Side)], of: impl Fn(&Side) -> &Vec<GeneView>) -> Result<Table, Failure> {
    let rows: Vec<(&str, &GeneView)> = sides
        .iter()
        .flat_map(|(fate, side)| of(side).iter().map(|row| (*fate, row)))
        .collect();
    let text = |f: &dyn Fn(&GeneView) -> String| rows.iter().map(|(_, r)| f(r)).collect();
    let number = |f: &dyn Fn(&GeneView) -> Option<f64>| {
        let all = rows.iter().map(|(_, r)| f(r).unwrap_or(f64::NAN));
        all.collect::<Vec<f64>>()
    };
    let count = |f: &dyn Fn(&GeneView) -> usize| rows.iter().map(|(_, r)| whole(f(r))).collect();
    table(vec![
        Column::text(
            "fate",
            rows.iter().map(|(fate, _)| (*fate).to_owned()).collect(),
        ),
        Column::text("gene", text(&|r| r.gene.clone())),
        Column::text("event", text(&|r| r.event.clone().unwrap_or_default())),
        Column::integer("patients", "1", count(&|r| r.patients.len())),
        Column::text("patient_names", text(&|r| r.patients.join(";"))),
        Column::number("expected", "1", number(&|r| r.expected)),
        Column::number("p", "1", number(&|r| r.p)),
        Column::number("q", "1", number(&|r| r.q)),
        Column::integer("gained", "1", count(&|r| r.gained)),
        Column::integer("lost", "1", count(&|r| r.lost)),
        Column::number("sign_p", "1", number(&|r| Some(r.sign_p))),
        Column::text("mechanisms", text(&|r| r.mechanisms.join(";"))),
    ])
}

fn hotspots(sides: &[(&str, &Side)]) -> Result<Table, Failure> {
    let rows: Vec<(&str, &HotspotView)> = sides
        .iter()
        .flat_map(|(fate, side)| side.hotspots.iter().map(|row| (*fate, row)))
        .collect();
    let text = |f: &dyn Fn(&HotspotView) -> String| rows.iter().map(|(_, r)| f(r)).collect();
    table(vec![
        Column::text(
            "fate",
            rows.iter().map(|(fate, _)| (*fate).to_owned()).collect(),
        ),
        Column::text("gene", text(&|r| r.gene.clone())),
        Column::integer(
            "codon",
            "1",
            rows.iter().map(|(_, r)| i64::from(r.codon)).collect(),
        ),
        Column::text("changes", text(&|r| r.changes.join(";"))),
        Column::integer(
            "patients",
            "1",
            rows.iter().map(|(_, r)| whole(r.patients.len())).collect(),
        ),
        Column::text("patient_names", text(&|r| r.patients.join(";"))),
        Column::number(
            "p",
            "1",
            rows.iter().map(|(_, r)| r.p.unwrap_or(f64::NAN)).collect(),
        ),
    ])
}

fn mechanisms(summary: &CohortSummary) -> Result<Table, Failure> {
    let all = &summary.mechanisms;
    table(vec![
        Column::text("mechanism", all.iter().map(|m| m.id.clone()).collect()),
        Column::text("event", all.iter().map(|m| m.event.clone()).collect()),
        Column::text(
            "class",
            all.iter()
                .map(|m| super::super::people::word(&m.class))
                .collect(),
        ),
        Column::text("drugs", all.iter().map(|m| m.drugs.join(";")).collect()),
        Column::integer(
            "acquired",
            "1",
            all.iter().map(|m| whole(m.acquired.len())).collect(),
        ),
        Column::text(
            "acquired_patients",
            all.iter().map(|m| m.acquired.join(";")).collect(),
        ),
        Column::integer("kept", "1", all.iter().map(|m| whole(m.kept)).collect()),
        Column::integer(
            "lost",
            "1",
            all.iter().map(|m| whole(m.lost.len())).collect(),
        ),
        Column::integer(
            "not_assessable",
            "1",
            all.iter().map(|m| whole(m.not_assessable)).collect(),
        ),
        Column::number("sign_p", "1", all.iter().map(|m| m.sign_p).collect()),
        Column::number("q", "1", all.iter().map(|m| m.q).collect()),
    ])
}

/// Every event of every pair.
fn alterations(
    pairs: &[PairedSamples],
    explained: &[Vec<PairedMechanism>],
) -> Result<Table, Failure> {
    let rows: Vec<(&str, &PairedEvent, String)> = pairs
        .iter()
        .zip(explained)
        .flat_map(|(pair, mechanisms)| {
            pair.events.iter().map(move |event| {
                let own = mechanisms.iter().filter(|m| is_part(event, m));
                let ids: Vec<&str> = own.map(|m| m.mechanism.id.as_str()).collect();
                (&*pair.patient, event, ids.join(";"))
            })
        })
        .collect();
    let text = |f: &dyn Fn(&PairedEvent) -> String| rows.iter().map(|(_, e, _)| f(e)).collect();
    let number = |f: &dyn Fn(&PairedEvent) -> Option<f64>| {
        let all = rows.iter().map(|(_, e, _)| f(e).unwrap_or(f64::NAN));
        all.collect::<Vec<f64>>()
    };
    let reads = |side: usize, all: bool| {
        number(&move |e| {
            let seen = if side == 0 { e.before } else { e.after };
            seen.reads
                .map(|r| f64::from(if all { r.depth } else { r.alternate }))
        })
    };
    table(vec![
        Column::text(
            "patient",
            rows.iter().map(|(p, ..)| (*p).to_owned()).collect(),
        ),
        Column::text("gene", text(&|e| e.gene.to_string())),
        Column::text("event", text(&|e| e.event.to_string())),
        Column::text("fate", text(&|e| super::super::pair::word(e.fate))),
        Column::flag("silent", rows.iter().map(|(_, e, _)| e.silent).collect()),
        Column::flag(
            "perhaps_germline",
            rows.iter().map(|(_, e, _)| e.perhaps_germline).collect(),
        ),
        Column::number("alternate_before", "1", reads(0, false)),
        Column::number("depth_before", "1", reads(0, true)),
        Column::number("vaf_before", "1", number(&|e| e.before.fraction)),
        Column::number("alternate_after", "1", reads(1, false)),
        Column::number("depth_after", "1", reads(1, true)),
        Column::number("vaf_after", "1", number(&|e| e.after.fraction)),
        Column::number("change", "1", number(&|e| Some(e.change?.best))),
        Column::number("change_q025", "1", number(&|e| Some(e.change?.low))),
        Column::number("change_q975", "1", number(&|e| Some(e.change?.high))),
        Column::text(
            "mechanisms",
            rows.iter().map(|(.., ids)| ids.clone()).collect(),
        ),
        Column::text("reason", text(&|e| e.reason.clone())),
    ])
}
