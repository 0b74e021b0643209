//! The catalogue inside the program.

use std::sync::OnceLock;

use forestall_base::Diagnostics;

use super::Catalogue;

include!(concat!(env!("OUT_DIR"), "/catalogue_files.rs"));

impl Catalogue {
    /// The catalogue that was built into the program; it is read once.
    ///
    /// # Errors
    /// [`Diagnostics`] if it cannot be read, which the tests of the build rule out.
    pub fn embedded() -> Result<&'static Self, &'static Diagnostics> {
        static READ: OnceLock<Result<Catalogue, Diagnostics>> = OnceLock::new();
        READ.get_or_init(|| Self::read(FILES)).as_ref()
    }
}
