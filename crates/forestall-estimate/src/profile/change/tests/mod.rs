mod coding;
mod equivalence;
mod numbering;
mod properties;
mod spelling;
