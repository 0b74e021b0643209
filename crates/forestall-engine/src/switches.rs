//! Where rates jump: comparisons of states or time in the equations. A step that ran across one would lose its order, so it ends there.

use forestall_model::{Binary, Core, Expr, Method};

/// The comparisons in the rates of `core` that may change while a run goes on, each once; none for fixed steps.
pub(crate) fn of(core: &Core) -> Vec<Expr> {
    let mut found = Vec::new();
    if matches!(core.solver.method, Method::Adaptive { .. }) {
        for state in &core.states {
            collect(core, &state.rate, &mut found);
        }
    }
    found
}

/// The comparisons in the triggers of events.
pub(crate) fn of_triggers(core: &Core) -> Vec<Expr> {
    let mut found = Vec::new();
    for event in &core.events {
        collect(core, &event.trigger, &mut found);
    }
    found
}

fn collect(core: &Core, expr: &Expr, found: &mut Vec<Expr>) {
    match expr {
        Expr::Let(index) => collect(core, &core.lets[*index].value, found),
        Expr::Unary(_, a) => collect(core, a, found),
        Expr::Binary(op, ab) => {
            let jumps = matches!(
                op,
                Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual
            );
            if jumps && (varies(core, &ab.0) || varies(core, &ab.1)) && !found.contains(expr) {
                found.push(expr.clone());
            }
            collect(core, &ab.0, found);
            collect(core, &ab.1, found);
        }
        Expr::If(abc) => {
            collect(core, &abc.0, found);
            collect(core, &abc.1, found);
            collect(core, &abc.2, found);
        }
        _ => {}
    }
}

/// Whether a value changes between changes of dose.
fn varies(core: &Core, expr: &Expr) -> bool {
    match expr {
        Expr::State(_) | Expr::Time | Expr::TimeOn(_) => true,
        Expr::Let(index) => varies(core, &core.lets[*index].value),
        Expr::Unary(_, a) => varies(core, a),
        Expr::Binary(_, ab) => varies(core, &ab.0) || varies(core, &ab.1),
        Expr::If(abc) => varies(core, &abc.0) || varies(core, &abc.1) || varies(core, &abc.2),
        _ => false,
    }
}
