mod cohort;
mod compare;
mod statistics;
