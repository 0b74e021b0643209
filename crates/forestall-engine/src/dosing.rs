//! The amount of a drug at a moment and when it changes next.

use forestall_model::Dosing;

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
    }
}

/// Number of amounts that a dosing has.
pub(crate) fn width(dosing: &Dosing) -> usize {
    match dosing {
        Dosing::Constant(_) | Dosing::Pulse { .. } => 1,
        Dosing::Windows(windows) => windows.len(),
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
}
