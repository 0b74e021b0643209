//! Finding things in a core by name.

use crate::Core;

impl Core {
    /// Index of the parameter `name`.
    pub fn parameter(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|own| own.name == name)
    }

    /// Index of the population or state `name`.
    pub fn state(&self, name: &str) -> Option<usize> {
        self.states.iter().position(|own| own.name == name)
    }

    /// Index of the drug `name`.
    pub fn drug(&self, name: &str) -> Option<usize> {
        self.drugs.iter().position(|own| own.name == name)
    }

    /// Index of the assay `name`.
    pub fn assay(&self, name: &str) -> Option<usize> {
        self.assays.iter().position(|own| own.name == name)
    }

    /// Index of the regimen `name`.
    pub fn regimen(&self, name: &str) -> Option<usize> {
        self.regimens.iter().position(|own| own.name == name)
    }

    /// Index of the stop rule `name`.
    pub fn stop(&self, name: &str) -> Option<usize> {
        self.stops.iter().position(|own| own.name == name)
    }

    /// Default values of the parameters, in their order.
    pub fn defaults(&self) -> Vec<f64> {
        self.parameters.iter().map(|own| own.value).collect()
    }
}
