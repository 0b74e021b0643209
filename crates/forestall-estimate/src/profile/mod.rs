//! Molecular profile to mechanisms of resistance, counter-strategies and a clone model.
