use super::*;
use proptest::prelude::*;

const PARAMETERS: [(&str, (f64, f64)); 2] = [("k", (0.0, 10.0)), ("V", (1.0, 100.0))];

fn read(text: &str) -> Result<DoseTable, Diagnostics> {
    read_doses("d.csv", text.as_bytes(), &PARAMETERS)
}

#[test]
fn rows_become_doses() {
    let text = "ID,TIME,DV,AMT,RATE,II,ADDL,EVID,CMT,k,WT\n\
        1,0,.,100,.,12,3,1,2,0.5,70\n\
        1,6,3.2,.,.,.,.,0,2,0.5,70\n\
        1,60,.,50,25,0,0,1,1,0.5,70\n\
        \n\
        7,1e1,.,80,,,,1,2,0.7,55\n";
    let table = read(text).unwrap_or_else(|e| panic!("{e}"));
    let dose = |time, amount, over, every, times, to: &str, line| DoseRecord {
        time,
        amount,
        over,
        every,
        times,
        to: to.to_owned(),
        line,
    };
    let first = vec![
        dose(0.0, 100.0, 0.0, 12.0, 4, "2", 2),
        dose(60.0, 50.0, 2.0, f64::INFINITY, 1, "1", 4),
    ];
    assert_eq!(table.patients[0].records, first);
    assert_eq!(table.patients[0].parameters, [0.5]);
    let second = vec![dose(10.0, 80.0, 0.0, f64::INFINITY, 1, "2", 6)];
    assert_eq!(
        (&table.patients[1].id[..], &table.patients[1].records),
        ("7", &second)
    );
    assert_eq!((table.parameters, table.observations), (vec![0], 1));
    assert_eq!(table.unused, ["DV", "WT"]);
}

#[test]
fn names_have_any_case_and_the_name_of_a_drug_goes_before_its_compartment() {
    let table = read("id\ttime\tamt\tcmt\tdrug\na\t0\t5\t3\tcetuximab\n");
    let table = table.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(table.patients[0].records[0].to, "cetuximab");
}

/// Each refusal, with the line and column it points at.
#[test]
fn refusals_point_at_the_cell() {
    let cases = [
        ("", "T0001", 0, 0),
        (",,\n", "T0110", 0, 0),
        ("ID,TIME,AMT\n", "T0110", 0, 0),
        ("ID,TIME,AMT\n1,0,.\n", "T0110", 0, 0),
        ("ID,TIME,AMT,amt\n1,0,1,1\n", "T0111", 1, 13),
        ("ID,TIME,AMOUNT\n1,0,1\n", "T0112", 1, 1),
        ("ID,TIME,AMT\n1,0\n", "T0113", 2, 4),
        ("ID,TIME,AMT\n.,0,1\n", "T0114", 2, 1),
        ("ID,TIME,AMT\n1,-1,1\n", "T0115", 2, 3),
        ("ID,TIME,AMT\n1,5,1\n1,4,1\n", "T0115", 3, 3),
        ("ID,TIME,AMT,k\n1,0,1,11\n", "T0116", 2, 7),
        ("ID,TIME,AMT,k\n1,0,1,1\n1,1,1,2\n", "T0116", 3, 7),
        ("ID,TIME,AMT\n1,0,1\n2,0,1\n1,1,1\n", "T0117", 4, 1),
        ("ID,TIME,AMT\n1,2021-10-20,1\n", "T0118", 2, 3),
        ("ID,TIME,AMT\n1,8:30,1\n", "T0118", 2, 3),
        ("ID,TIME,AMT\n1,.,1\n", "T0118", 2, 3),
        ("ID,TIME,AMT\n1,0,NaN\n", "T0118", 2, 5),
        ("ID,TIME,AMT\n1,0,-4\n", "T0118", 2, 5),
        ("ID,TIME,AMT,EVID\n1,0,0,1\n", "T0118", 2, 5),
        ("ID,TIME,AMT,EVID\n1,0,5,0\n", "T0118", 2, 5),
        ("ID,TIME,AMT,EVID\n1,0,5,7\n", "T0118", 2, 7),
        ("ID,TIME,AMT,ADDL\n1,0,5,1.5\n", "T0118", 2, 7),
        ("ID,TIME,AMT,II,ADDL\n1,0,5,0,3\n", "T0118", 2, 7),
        ("ID,TIME,AMT,EVID\n1,0,5,4\n", "T0119", 2, 7),
        ("ID,TIME,AMT,SS\n1,0,5,1\n", "T0119", 2, 7),
        ("ID,TIME,AMT,RATE\n1,0,5,-2\n", "T0119", 2, 7),
    ];
    for (text, code, line, column) in cases {
        let refused = read(text).expect_err(text);
        let first = &refused.0[0];
        assert_eq!(first.code, code, "{text}{refused}");
        let place = first
            .location
            .as_ref()
            .map_or((0, 0), |p| (p.line, p.column));
        assert_eq!(place, (line, column), "{text}{refused}");
    }
}

#[test]
fn line_ends_and_a_mark_of_byte_order_do_not_matter() {
    let plain = "ID,TIME,AMT\n1,0,5\n1,1,6\n";
    let wanted = read(plain).unwrap_or_else(|e| panic!("{e}"));
    for text in [
        plain.replace('\n', "\r"),
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{plain}"),
    ] {
        assert_eq!(read(&text).unwrap_or_else(|e| panic!("{e}")), wanted);
    }
}

proptest! {
    /// Whatever stands in a table, it is read or refused; what is read is in order.
    #[test]
    fn any_table_is_read_or_refused(cells in prop::collection::vec("[0-9.,a\n-]{0,12}", 0..12)) {
        let text = format!("ID,TIME,AMT,RATE,II,ADDL\n{}", cells.join(","));
        if let Ok(table) = read(&text) {
            for patient in &table.patients {
                prop_assert!(patient.records.windows(2).all(|pair| pair[0].time <= pair[1].time));
                prop_assert!(patient.records.iter().all(|own| own.amount > 0.0 && own.times > 0));
            }
        }
    }
}
