//! The amount of a drug at a moment and when it changes next.

use forestall_model::{DoseTrain, Dosing};

/// Amount of a drug at `time` in a regimen state entered at `entered`, and the next time at which it changes (may be infinite).
///
/// `amounts` are the evaluated amounts of this dosing, in the order of its windows.
pub(crate) fn at(dosing: &Dosing, amounts: &[f64], time: f64, entered: f64) -> (f64, f64) {
    // Times that differ by rounding only are the same moment.
    let slack = 1e-9 * time.abs().max(1.0);
    match dosing {
        Dosing::Constant(_) => (amounts[0], f64::INFINITY),
        Dosing::Pulse { on, off, .. } => {
            let cycle = on + off;
            let cycles = ((time - entered + slack) / cycle).floor();
            let start = entered + cycles * cycle;
            if time + slack < start + on {
                (
                    amounts[0],
                    if *off > 0.0 {
                        start + on
                    } else {
                        f64::INFINITY
                    },
                )
            } else {
                (0.0, start + cycle)
            }
        }
        Dosing::Windows(windows) => {
            let mut amount = 0.0;
            let mut next = f64::INFINITY;
            for (window, &given) in windows.iter().zip(amounts) {
                if window.from <= time + slack && time + slack < window.to {
                    amount += given;
                }
                for edge in [window.from, window.to] {
                    if edge > time + slack {
                        next = next.min(edge);
                    }
                }
            }
            (amount, next)
        }
        Dosing::Doses(trains) => {
            let since = time - entered;
            let (mut rate, mut next) = (0.0, f64::INFINITY);
            for (train, &amount) in trains.iter().zip(amounts) {
                let begun = begun(train, since, slack);
                if train.over > 0.0 && begun > 0 {
                    let end = beginning(train, begun - 1) + train.over;
                    if since + slack < end {
                        rate += amount / train.over;
                        next = next.min(entered + end);
                    }
                }
                if train.times.is_none_or(|times| begun < u64::from(times)) {
                    next = next.min(entered + beginning(train, begun));
                }
            }
            (rate, next)
        }
    }
}

/// When dose number `index` of a train begins, from the entry into the regimen's state.
fn beginning(train: &DoseTrain, index: u64) -> f64 {
    if index == 0 {
        train.first
    } else {
        train.first + index as f64 * train.every
    }
}

/// Number of doses of a train that have begun.
fn begun(train: &DoseTrain, since: f64, slack: f64) -> u64 {
    if since + slack < train.first {
        return 0;
    }
    let number = ((since - train.first + slack) / train.every).floor() as u64 + 1;
    train
        .times
        .map_or(number, |times| number.min(u64::from(times)))
}

/// Amounts of the single doses that are due at `time`, in the order of their trains.
pub(crate) fn due(dosing: &Dosing, amounts: &[f64], time: f64, entered: f64) -> Vec<f64> {
    let Dosing::Doses(trains) = dosing else {
        return Vec::new();
    };
    let slack = 1e-9 * time.abs().max(1.0);
    let since = time - entered;
    let pairs = trains.iter().zip(amounts);
    pairs
        .filter(|(train, _)| {
            let begun = begun(train, since, slack);
            train.over <= 0.0 && begun > 0 && since - beginning(train, begun - 1) <= slack
        })
        .map(|(_, &amount)| amount)
        .collect()
}

/// Number of amounts that a dosing has.
pub(crate) fn width(dosing: &Dosing) -> usize {
    match dosing {
        Dosing::Constant(_) | Dosing::Pulse { .. } => 1,
        Dosing::Windows(windows) => windows.len(),
        Dosing::Doses(trains) => trains.len(),
    }
}

#[cfg(test)]
mod tests {
    use forestall_model::{Expr, Window};

    use super::*;

    #[test]
    fn pulses_repeat_from_the_moment_of_entry() {
        let pulse = Dosing::Pulse {
            on: 1.0,
            off: 3.0,
            amount: Expr::Number(1.5),
        };
        let cases = [
            (2.0, 1.5, 3.0),
            (2.9, 1.5, 3.0),
            (3.0, 0.0, 6.0),
            (6.0, 1.5, 7.0),
        ];
        for (time, amount, next) in cases {
            assert_eq!(at(&pulse, &[1.5], time, 2.0), (amount, next), "{time}");
        }
    }

    #[test]
    fn many_cycles_do_not_drift() {
        let pulse = Dosing::Pulse {
            on: 0.1,
            off: 0.2,
            amount: Expr::Number(1.0),
        };
        let mut time = 0.0;
        for i in 0..3000 {
            let (amount, next) = at(&pulse, &[1.0], time, 0.0);
            assert_eq!(amount, if i % 2 == 0 { 1.0 } else { 0.0 }, "{i}");
            time = next;
        }
        assert!((time - 450.0).abs() < 1e-9);
    }

    #[test]
    fn windows_add_up_and_end() {
        let window = |from, to| Window {
            from,
            to,
            amount: Expr::Number(1.0),
        };
        let windows = Dosing::Windows(vec![window(0.0, 10.0), window(5.0, f64::INFINITY)]);
        assert_eq!(at(&windows, &[1.0, 2.0], 0.0, 0.0), (1.0, 5.0));
        assert_eq!(at(&windows, &[1.0, 2.0], 5.0, 0.0), (3.0, 10.0));
        assert_eq!(at(&windows, &[1.0, 2.0], 10.0, 0.0), (2.0, f64::INFINITY));
    }

    fn train(first: f64, every: f64, times: Option<u32>, over: f64) -> DoseTrain {
        DoseTrain {
            amount: Expr::Number(1.0),
            first,
            every,
            times,
            over,
        }
    }

    #[test]
    fn single_doses_come_on_time_and_are_counted() {
        let doses = Dosing::Doses(vec![
            train(0.0, 0.1, Some(4), 0.0),
            train(0.2, f64::INFINITY, Some(1), 0.0),
        ]);
        let mut time: f64 = 5.0;
        let mut given = Vec::new();
        while time.is_finite() {
            for amount in due(&doses, &[2.0, 3.0], time, 5.0) {
                given.push(((time * 10.0).round(), amount));
            }
            let (level, next) = at(&doses, &[2.0, 3.0], time, 5.0);
            assert_eq!(level, 0.0);
            assert!(next > time);
            time = next;
        }
        let wanted = [
            (50.0, 2.0),
            (51.0, 2.0),
            (52.0, 2.0),
            (52.0, 3.0),
            (53.0, 2.0),
        ];
        assert_eq!(given, wanted);
        assert_eq!(due(&doses, &[2.0, 3.0], 5.05, 5.0), [0.0; 0]);
    }

    #[test]
    fn infusions_run_at_amount_over_length() {
        let doses = Dosing::Doses(vec![train(1.0, 7.0, None, 0.5)]);
        assert_eq!(at(&doses, &[10.0], 0.0, 0.0), (0.0, 1.0));
        assert_eq!(at(&doses, &[10.0], 1.0, 0.0), (20.0, 1.5));
        assert_eq!(at(&doses, &[10.0], 1.5, 0.0), (0.0, 8.0));
        assert_eq!(at(&doses, &[10.0], 8.25, 0.0), (20.0, 8.5));
        assert_eq!(due(&doses, &[10.0], 1.0, 0.0), [0.0; 0]);
    }
}
