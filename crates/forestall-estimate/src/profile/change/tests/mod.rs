mod coding;
mod equivalence;
mod numbering;
mod spelling;
