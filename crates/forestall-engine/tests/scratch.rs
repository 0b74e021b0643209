//! scratch
use forestall_model::*;
use forestall_engine::*;

fn num(x: f64) -> Expr { Expr::Number(x) }
fn add(a: Expr, b: Expr) -> Expr { Expr::binary(Binary::Add, a, b) }
fn sub(a: Expr, b: Expr) -> Expr { Expr::binary(Binary::Subtract, a, b) }
fn mul(a: Expr, b: Expr) -> Expr { Expr::binary(Binary::Multiply, a, b) }
fn gt(a: Expr, b: Expr) -> Expr { Expr::binary(Binary::Greater, a, b) }
fn lt(a: Expr, b: Expr) -> Expr { Expr::binary(Binary::Less, a, b) }

fn strobl() -> Core {
    let par = |name: &str, value: f64| Parameter { name: name.into(), value, unit: "1".into(), bounds: (0.0, 1.0), prior: None, source: None, note: None };
    // rS, dD, cost, turnover, n0, fR
    let p = |i| Expr::Parameter(i);
    let (s, r) = (Expr::State(0), Expr::State(1));
    let room = sub(num(1.0), add(s.clone(), r.clone()));
    let st = |name: &str, initial: Expr, rate: Expr| State { name: name.into(), kind: StateKind::Population, unit: "1".into(), initial, rate, next: None, floor: None, ceiling: None };
    let s_rate = sub(mul(mul(mul(p(0), sub(num(1.0), mul(p(1), Expr::Dose(0)))), s.clone()), room.clone()), mul(mul(p(3), p(0)), s.clone()));
    let r_rate = sub(mul(mul(mul(p(0), sub(num(1.0), p(2))), r.clone()), room), mul(mul(p(3), p(0)), r.clone()));
    let base = || Expr::Assay(0, Memory::Baseline);
    let now = || Expr::Assay(0, Memory::Latest);
    Core {
        name: "strobl".into(), cite: None, summary: None, time_unit: "day".into(),
        parameters: vec![par("rS", 0.027), par("dD", 1.5), par("cost", 0.0), par("turnover", 0.0), par("n0", 0.75), par("fR", 0.001)],
        lets: vec![], channels: vec![],
        states: vec![st("S", mul(p(4), sub(num(1.0), p(5))), s_rate), st("R", mul(p(4), p(5)), r_rate)],
        drugs: vec![Drug { name: "D".into(), exposure: Exposure::OnOff, unit: "1".into() }],
        assays: vec![Assay { name: "burden".into(), value: add(s, r), unit: "1".into(), every: None, noise: Noise::None, detection_limit: None, relative: Relative::First }],
        regimens: vec![
            Regimen { name: "continuous".into(), note: None, tune: vec![], decide: Decide::Never, initial: 0, phases: vec![Phase { name: "on".into(), doses: vec![Dosing::Constant(num(1.0))], leave: vec![] }] },
            Regimen { name: "at50".into(), note: None, tune: vec![Tune{name:"hi".into(),value:1.0,low:0.0,high:1.195,steps:60}, Tune{name:"lo".into(),value:0.5,low:0.0,high:1.0,steps:5}], decide: Decide::Visits { first: 1.0, every: 1.0 }, initial: 0, phases: vec![
                Phase { name: "on".into(), doses: vec![Dosing::Constant(num(1.0))], leave: vec![Leave { when: lt(now(), mul(Expr::Tune(1), base())), to: 1 }] },
                Phase { name: "off".into(), doses: vec![Dosing::Constant(num(0.0))], leave: vec![Leave { when: gt(now(), mul(Expr::Tune(0), base())), to: 0 }] },
            ] },
        ],
        stops: vec![Stop { name: "progression".into(), when: gt(now(), mul(num(1.2), base())), tolerance: 1e-6, check: Check::Grid(1.0), consecutive: 1, ends: true, before_decision: true, never_if: None, after: None }],
        solver: Solver { method: Method::Adaptive { relative: 1e-8, absolute: 1e-12 }, until: 10000.0 },
        patients: vec![], data: None, fit: None, expects: vec![], variants: vec![],
    }
}

#[test]
fn base_patient() {
    let model = Model::new(strobl()).unwrap();
    for (regimen, want) in [(0, 452.0), (1, 663.0)] {
        let sim = Simulation::new(&model, regimen, Settings::default()).unwrap();
        let runs = sim.run(&[Job::new(vec![0.027, 1.5, 0.0, 0.0, 0.75, 0.001])]).unwrap();
        println!("{:?}", runs[0]);
        assert_eq!(runs[0].stops[0], Some(want));
    }
}

#[test]
fn speed() {
    let model = Model::new(strobl()).unwrap();
    let sim = Simulation::new(&model, 1, Settings::default()).unwrap();
    let jobs: Vec<Job> = (0..300).map(|i| Job { parameters: vec![0.027, 1.5, 0.0, 0.0, 0.75, 0.001], tune: vec![0.02 + 1.175 * (i % 60) as f64 / 59.0, 0.2 * (1 + i / 60) as f64], patient: 0 }).collect();
    let t = std::time::Instant::now();
    let runs = sim.run(&jobs).unwrap();
    let steps: u64 = runs.iter().map(|r| r.steps).sum();
    let best = runs.iter().map(|r| r.stops[0].unwrap()).fold(0.0, f64::max);
    println!("grid: {:?} steps {steps} best {best}", t.elapsed());
    let sim = Simulation::new(&model, 0, Settings::default()).unwrap();
    let jobs: Vec<Job> = (0..10000).map(|i| Job { parameters: vec![0.027, 1.5, 0.0, 0.0, 0.75, 0.001+ i as f64*1e-6], tune: vec![], patient: 0 }).collect();
    let t = std::time::Instant::now();
    let runs = sim.run(&jobs).unwrap();
    let steps: u64 = runs.iter().map(|r| r.steps).sum();
    println!("cont: {:?} steps {steps}", t.elapsed());
    // replay
    let readings: Vec<Reading> = (0..60).map(|i| Reading { time: 30.0 * i as f64, quantity: Quantity::Assay(0) }).collect();
    let doses: Vec<DoseChange> = (0..10).map(|i| DoseChange { time: 180.0 * i as f64, drug: 0, amount: f64::from(1 - i % 2) }).collect();
    for dirs in [vec![], vec![2, 3, 4, 5]] {
        let replay = Replay::new(&model, &doses, &readings, 1800.0, &dirs).unwrap();
        let v: Vec<Vec<f64>> = (0..8000).map(|i| vec![0.027, 1.5, 0.3, 0.2, 0.75, 0.001+ i as f64*1e-6]).collect();
        let t = std::time::Instant::now();
        let p = replay.predict(&v).unwrap();
        println!("replay {} dirs: {:?} per vector {:?}", dirs.len(), t.elapsed()/8000, &p.values[..3]);
    }
}
