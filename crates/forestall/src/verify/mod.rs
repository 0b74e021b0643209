//! `verify`: each model file is its own reproduction test.
//!
//! An `[expect]` names a quantity, the regimen, the parameters and the number that must come out, with its source. Numbers that
//! only another engine can give are counted as pending, never as passed; tables that are not there are counted as skipped.

mod case;
mod check;
mod memory;
mod patients;
mod rows;
mod values;
mod verification;

use std::path::Path;

use forestall_base::Diagnostics;
use forestall_model::{Source, load};

use check::Check;
use memory::Memory;

pub use verification::{Checked, Failed, KnifeEdge, Open, Verification};

/// Verifies one model file and adds the outcome to `all`.
///
/// # Errors
/// [`Diagnostics`] if the file, one of its variants, a formula or a table is refused.
pub fn verify_file(
    source: &Source,
    data: Option<&Path>,
    all: &mut Verification,
) -> Result<(), Diagnostics> {
    let loaded = load(source, None)?;
    all.models += 1;
    let memory = Memory::default();
    for (index, expect) in loaded.core.expects.iter().enumerate() {
        if expect.engine != "ode" {
            let reason = format!("needs the {} engine", expect.engine);
            let check = expect.name.clone();
            let model = source.name.clone();
            all.pending.push(Open {
                model,
                check,
                reason,
                comparisons: 1,
            });
            continue;
        }
        let variant = expect.variant.as_deref();
        let core = match variant {
            None => loaded.core.clone(),
            Some(_) => load(source, variant)?.core,
        };
        let expect = &core.expects[index];
        let check = Check {
            source,
            expect,
            core: &core,
            data,
            memory: &memory,
        };
        check.run(all)?;
    }
    Ok(())
}
