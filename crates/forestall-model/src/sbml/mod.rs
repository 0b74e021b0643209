//! SBML Level 3 core and Level 2 (systems biology markup language), as BioModels serves it.
//!
//! Species are states in amounts of substance; where a species counts as a concentration in formulas, that is a named
//! expression beside it. Assignment rules and reaction rates are named expressions, rate rules are states, and what an initial
//! assignment or an event changes follows the specification (Hucka et al. 2019, doi:10.1515/jib-2019-0021).

mod assemble;
mod document;
mod event;
mod export;
mod math;
mod mathml;
mod quantity;
mod read;
mod refusal;
mod rhs;
mod translate;
mod unit;
mod value;
mod xml;

pub use self::export::export;

use crate::{Expr, Loaded, Source};
use forestall_base::Diagnostics;

/// An SBML model as a core, with what its identifiers mean in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The model.
    pub loaded: Loaded,
    /// Compartments, species, parameters, reactions and named stoichiometries, in the order of the file.
    pub symbols: Vec<Symbol>,
}

/// What an SBML identifier means.
#[derive(Debug, Clone, PartialEq)]
pub struct Symbol {
    /// The identifier.
    pub id: String,
    /// Its value in formulas: size, value, rate, and amount or concentration of a species.
    pub value: Expr,
    /// Amount of a species.
    pub amount: Option<Expr>,
    /// Concentration of a species.
    pub concentration: Option<Expr>,
}

/// Reads an SBML model.
///
/// # Errors
///
/// What is wrong with the file, and what of SBML is not supported, by name and with its line: Level 1, required packages,
/// algebraic rules, delays, fast reactions.
pub fn import(source: &Source) -> Result<Imported, Diagnostics> {
    let text = source.body();
    let tree = xml::parse(source)?;
    let mut file = xml::File::new(source, text);
    refusal::refuse(&mut file, &tree);
    let document = read::document(&mut file, &tree);
    let warnings = file.finish()?;
    let (core, symbols) = assemble::assemble(source, &document)?;
    Ok(Imported {
        loaded: Loaded { core, warnings },
        symbols,
    })
}

/// Whether a text is XML, which of all model files only SBML is.
pub(crate) fn is_sbml(source: &Source) -> bool {
    source.body().trim_start().starts_with('<')
}
