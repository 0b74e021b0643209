//! A document to a flat core: names, units, expansion.

mod assay;
mod at_dose;
mod call;
mod checker;
mod competition;
mod data;
mod dosing;
mod drug;
mod event;
mod expect;
mod expression;
mod fit;
mod lets;
mod measure;
mod names;
mod order;
mod outcome;
mod parameter;
mod place;
mod population;
mod quantity;
mod regimen;
mod solver;
mod start;
mod state;
mod steady;
mod step;
mod stop;
mod words;

use crate::Core;
use crate::document::{Document, Reader};
use checker::Checker;

/// Turns a document into a core, noting everything that is wrong; the core is complete only if
/// nothing was refused.
pub(crate) fn resolve(reader: &mut Reader<'_>, document: &Document, variants: Vec<String>) -> Core {
    let time = checker::time_unit(reader, document);
    words::refuse_empty(reader, document);
    words::suggest(reader, document);
    let mut checker = Checker::new(reader, document, time);
    checker.core.variants = variants;
    checker.names();
    checker.parameters();
    checker.units();
    checker.lets();
    checker.populations();
    checker.states();
    checker.assays();
    checker.solver();
    checker.at_doses();
    checker.steps();
    checker.events();
    checker.regimens();
    checker.stops();
    checker.start();
    checker.patients();
    checker.steady();
    checker.data();
    checker.fit();
    checker.expects();
    checker.unused();
    checker.core
}
