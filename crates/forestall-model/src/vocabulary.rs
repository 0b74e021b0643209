//! The words by which the library is sorted: mechanisms of escape and strategies against them.
//!
//! A model file may use words of its own; the files of the library use these, which a test checks.

/// A word and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// As `[model] mechanism` or `[model] strategy` has it.
    pub word: &'static str,
    /// In one clause.
    pub meaning: &'static str,
}

const fn word(word: &'static str, meaning: &'static str) -> Word {
    Word { word, meaning }
}

/// Mechanisms of escape, from the drug's target outwards.
///
/// ```
/// assert_eq!(forestall_model::MECHANISMS[0].word, "on-target");
/// ```
pub const MECHANISMS: &[Word] = &[
    word("on-target", "the drug's target is changed or amplified"),
    word("bypass", "another pathway takes over the signal"),
    word(
        "downstream",
        "the signal is switched on again below the target",
    ),
    word(
        "plasticity/EMT",
        "cells change their state without a mutation",
    ),
    word(
        "persister",
        "slow cells tolerate the drug and return from it",
    ),
    word(
        "epigenetic",
        "heritable but reversible changes of expression",
    ),
    word("stem cell", "cells that renew themselves are spared"),
    word("CAF", "fibroblasts of the tumour shield its cells"),
    word(
        "TAM",
        "macrophages of the tumour turn from killers to helpers",
    ),
    word(
        "hypoxia/angiogenesis",
        "oxygen and vessels decide growth and access",
    ),
    word(
        "metabolic competition",
        "tumour and immune cells compete for nutrients",
    ),
    word(
        "immune editing",
        "the immune system holds the tumour back until what it cannot see has grown",
    ),
    word("antigen loss", "cells no longer show what is attacked"),
    word("checkpoint", "the tumour switches off T cells that see it"),
    word("exhaustion", "T cells wear out under lasting stimulation"),
];

/// The word for a model whose resistant cells are there without saying how they resist.
pub const UNSTATED: Word = word(
    "unstated",
    "resistant cells are there, how they resist is left open",
);

/// Strategies against escape.
///
/// ```
/// assert!(forestall_model::STRATEGIES.iter().any(|one| one.word == "combination"));
/// ```
pub const STRATEGIES: &[Word] = &[
    word("combination", "several drugs at once"),
    word("sequence", "one drug after the other"),
    word(
        "intermittent/adaptive",
        "pauses, fixed or decided by measurements",
    ),
    word(
        "immunotherapy combination",
        "immune cells, antibodies, cytokines or viruses together or with other treatment",
    ),
    word("radiation", "radiation with drugs"),
    word("repurposing", "a drug from another indication"),
    word(
        "profile-guided",
        "chosen by what is measured in the patient",
    ),
    word(
        "epigenetic reversal",
        "resistant cells are turned back into sensitive ones",
    ),
];
