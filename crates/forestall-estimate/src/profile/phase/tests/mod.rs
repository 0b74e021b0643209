mod clones;
mod relation;
