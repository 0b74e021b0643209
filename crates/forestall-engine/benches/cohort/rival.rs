//! The rivals: the four-state cohort written by hand for this one model, with Tsitouras 5(4), the same tolerances and the same
//! step control as the engine. Compiled for the instruction set that the build asks for.

const RELATIVE: f64 = 1e-6;
const ABSOLUTE: f64 = 1e-9;
const SEGMENTS: usize = 26;
const SEGMENT: f64 = 14.0;
const START: [f64; 4] = [0.3, 1e-3, 1e-4, 1e-5];

const A: [[f64; 6]; 6] = [
    [0.161, 0.0, 0.0, 0.0, 0.0, 0.0],
    [
        -0.008_480_655_492_356_989,
        0.335_480_655_492_357,
        0.0,
        0.0,
        0.0,
        0.0,
    ],
    [
        2.897_153_057_105_493_5,
        -6.359_448_489_975_075,
        4.362_295_432_869_581_5,
        0.0,
        0.0,
        0.0,
    ],
    [
        5.325_864_828_439_257,
        -11.748_883_564_062_828,
        7.495_539_342_889_836_5,
        -0.092_495_066_361_755_25,
        0.0,
        0.0,
    ],
    [
        5.861_455_442_946_42,
        -12.920_969_317_847_11,
        8.159_367_898_576_159,
        -0.071_584_973_281_401,
        -0.028_269_050_394_068_383,
        0.0,
    ],
    [
        0.096_460_766_818_065_23,
        0.01,
        0.479_889_650_414_499_6,
        1.379_008_574_103_742,
        -3.290_069_515_436_081,
        2.324_710_524_099_774,
    ],
];
const E: [f64; 7] = [
    -0.001_780_011_052_225_777,
    -0.000_816_434_459_656_746_9,
    0.007_880_878_010_261_995,
    -0.144_711_007_173_262_9,
    0.582_357_165_452_555_2,
    -0.458_082_105_929_186_97,
    0.015_151_515_151_515_152,
];

type Rates = [f64; 4];

#[inline]
fn slope(p: &[f64; 24], on: f64, y: &Rates) -> Rates {
    let row = |i: usize| {
        let a = &p[8 + 4 * i..12 + 4 * i];
        let crowd = a[0] * y[0] + a[1] * y[1] + a[2] * y[2] + a[3] * y[3];
        y[i] * (p[i] * (1.0 - crowd) - on * p[4 + i])
    };
    [row(0), row(1), row(2), row(3)]
}

/// End states of one patient.
pub fn scalar(parameters: &[f64]) -> Rates {
    let p: &[f64; 24] = parameters.try_into().unwrap();
    let mut y = START;
    let mut wanted = 0.1_f64;
    let mut before = 1e-4_f64;
    for segment in 0..SEGMENTS {
        let on = if segment % 2 == 0 { 1.0 } else { 0.0 };
        let mut t = 0.0;
        let mut k1 = slope(p, on, &y);
        let mut rejected = false;
        while t < SEGMENT - 1e-12 {
            let h = wanted.min(SEGMENT - t);
            let z = std::array::from_fn(|i| y[i] + h * (A[0][0] * k1[i]));
            let k2 = slope(p, on, &z);
            let z = std::array::from_fn(|i| y[i] + h * (A[1][0] * k1[i] + A[1][1] * k2[i]));
            let k3 = slope(p, on, &z);
            let a = &A[2];
            let z =
                std::array::from_fn(|i| y[i] + h * (a[0] * k1[i] + a[1] * k2[i] + a[2] * k3[i]));
            let k4 = slope(p, on, &z);
            let a = &A[3];
            let z = std::array::from_fn(|i| {
                y[i] + h * (a[0] * k1[i] + a[1] * k2[i] + a[2] * k3[i] + a[3] * k4[i])
            });
            let k5 = slope(p, on, &z);
            let a = &A[4];
            let z = std::array::from_fn(|i| {
                y[i] + h
                    * (a[0] * k1[i] + a[1] * k2[i] + a[2] * k3[i] + a[3] * k4[i] + a[4] * k5[i])
            });
            let k6 = slope(p, on, &z);
            let a = &A[5];
            let z: Rates = std::array::from_fn(|i| {
                y[i] + h
                    * (a[0] * k1[i]
                        + a[1] * k2[i]
                        + a[2] * k3[i]
                        + a[3] * k4[i]
                        + a[4] * k5[i]
                        + a[5] * k6[i])
            });
            let k7 = slope(p, on, &z);
            let mut sum = 0.0_f64;
            for i in 0..4 {
                let e = h
                    * (E[0] * k1[i]
                        + E[1] * k2[i]
                        + E[2] * k3[i]
                        + E[3] * k4[i]
                        + E[4] * k5[i]
                        + E[5] * k6[i]
                        + E[6] * k7[i]);
                let scale = ABSOLUTE + RELATIVE * y[i].abs().max(z[i].abs());
                sum += (e / scale) * (e / scale);
            }
            let error = (sum / 4.0).sqrt().max(1e-10);
            if error <= 1.0 {
                t += h;
                y = z;
                k1 = k7;
                let most = if rejected { 1.0 } else { 10.0 };
                let factor = (0.88 * error.powf(-0.14) * before.powf(0.06)).clamp(0.2, most);
                if h >= wanted || h * factor < wanted {
                    wanted = h * factor;
                }
                before = error.max(1e-4);
                rejected = false;
            } else {
                wanted = h * (0.9 * error.powf(-0.2)).max(0.2);
                rejected = true;
            }
        }
    }
    y
}

const W: usize = 8;
type Lane = [f64; W];

macro_rules! each {
    ($l:ident => $value:expr) => {{
        let mut out = [0.0; W];
        for $l in 0..W {
            out[$l] = $value;
        }
        out
    }};
}

#[inline]
fn slopes(p: &[Lane; 24], on: f64, y: &[Lane; 4]) -> [Lane; 4] {
    std::array::from_fn(|i| {
        let a = &p[8 + 4 * i..12 + 4 * i];
        each!(l => {
            let crowd = a[0][l] * y[0][l] + a[1][l] * y[1][l] + a[2][l] * y[2][l] + a[3][l] * y[3][l];
            y[i][l] * (p[i][l] * (1.0 - crowd) - on * p[4 + i][l])
        })
    })
}

/// End states of all patients, eight at a time; a segment ends when all eight have reached its end.
pub fn lanes(cohort: &[Vec<f64>]) -> Vec<Rates> {
    let mut ends = Vec::with_capacity(cohort.len());
    for eight in cohort.chunks(W) {
        let p: [Lane; 24] = std::array::from_fn(|i| each!(l => eight[l.min(eight.len() - 1)][i]));
        let mut y: [Lane; 4] = std::array::from_fn(|i| [START[i]; W]);
        let mut wanted = [0.1_f64; W];
        let mut before = [1e-4_f64; W];
        for segment in 0..SEGMENTS {
            let on = if segment % 2 == 0 { 1.0 } else { 0.0 };
            let mut t = [0.0; W];
            let mut k = [[[0.0; W]; 4]; 7];
            k[0] = slopes(&p, on, &y);
            let mut rejected = [false; W];
            while t.iter().any(|&t| t < SEGMENT - 1e-12) {
                let h: Lane = each!(l => wanted[l].min(SEGMENT - t[l]));
                let mut z = y;
                for stage in 1..7 {
                    for i in 0..4 {
                        let mut sum = [0.0_f64; W];
                        for s in 0..stage {
                            sum = each!(l => sum[l] + A[stage - 1][s] * k[s][i][l]);
                        }
                        z[i] = each!(l => y[i][l] + h[l] * sum[l]);
                    }
                    k[stage] = slopes(&p, on, &z);
                }
                let mut sum = [0.0_f64; W];
                for i in 0..4 {
                    let mut e = [0.0; W];
                    for s in 0..7 {
                        e = each!(l => e[l] + E[s] * k[s][i][l]);
                    }
                    sum = each!(l => {
                        let scale = ABSOLUTE + RELATIVE * y[i][l].abs().max(z[i][l].abs());
                        let part = h[l] * e[l] / scale;
                        sum[l] + part * part
                    });
                }
                for l in 0..W {
                    if h[l] <= 0.0 {
                        continue;
                    }
                    let error = (sum[l] / 4.0).sqrt().max(1e-10);
                    if error <= 1.0 {
                        t[l] = if h[l] < wanted[l] {
                            SEGMENT
                        } else {
                            t[l] + h[l]
                        };
                        for i in 0..4 {
                            y[i][l] = z[i][l];
                            k[0][i][l] = k[6][i][l];
                        }
                        let most = if rejected[l] { 1.0 } else { 10.0 };
                        let factor =
                            (0.88 * error.powf(-0.14) * before[l].powf(0.06)).clamp(0.2, most);
                        if h[l] >= wanted[l] || h[l] * factor < wanted[l] {
                            wanted[l] = h[l] * factor;
                        }
                        before[l] = error.max(1e-4);
                        rejected[l] = false;
                    } else {
                        wanted[l] = h[l] * (0.9 * error.powf(-0.2)).max(0.2);
                        rejected[l] = true;
                    }
                }
            }
        }
        ends.extend((0..eight.len()).map(|l| y.map(|lane| lane[l])));
    }
    ends
}
