//! Molecular profile to mechanisms of resistance, counter-strategies and a clone model.

mod catalogue;
mod change;
mod civic;
mod event;
mod graph;
mod matching;
mod model;
mod pairs;
mod phase;
mod reversion;

pub use catalogue::{
    Catalogue, CivicRow, Counter, Covers, Detection, Direction, Disease, DiseaseRung, Diseases,
    Drug, DrugClass, DrugRung, Drugs, Effect, EvidenceItem, EvidenceKind, FoldRange, Frequency,
    Gene, Genes, Layer, Level, Mechanism, MechanismClass, Outcome, Setting, Strategy, Together,
    drugs_in_words, lint,
};
pub use change::{
    ChangeError, ChangeKind, CodingChange, CodingError, CodingSite, Edited, Equivalence, Inserted,
    Numbering, ProteinChange, Residue, Site, Spelled,
};
pub use civic::{
    CivicEvidence, CivicImport, CivicNameError, CivicTherapies, ImportRules, civic_event,
    import_civic, read_civic,
};
pub use event::{
    Alteration, Answers, Atom, Comparison, Event, EventError, EventState, ExonKind, Filter,
    Quantity, Truth, in_words,
};
pub use graph::{
    GraphQuestion, ResistanceEdge, ResistanceNode, ResistanceNodeKind, ResistancePaths,
    resistance_paths,
};
pub use matching::{
    AmpTier, Conflict, Contradiction, CounterOption, Escat, EvidenceFor, Explained, Explanation,
    FoundMechanism, KnownMechanism, NotAssessable, Question, Rung, explain, finding_label,
    name_places,
};
pub use model::{
    CloneModel, DrugEffect, ModelClone, ModelDrug, ModelRegimen, ModelScenario, SampleClones,
    SampleFacts,
};
pub use pairs::{
    Cohort, CohortEvent, CohortGene, CohortMechanism, CohortTable, Fate, GeneLengths, Hotspot,
    PairRules, PairedEvent, PairedMechanism, PairedSamples, Pairing, Pairings, ProfiledSample,
    Seen, benjamini_hochberg, cohort, cohort_mechanisms, compare, compare_two, difference,
    paired_mechanisms, pairings, poisson_binomial_at_least, sign_test,
};
pub use phase::{
    AllelePair, Allelic, Bounds, CloneEvent, Judgement, Proof, Relation, Scenario, Spanning,
    TumourClone, binomial_at_least, binomial_interval, purity_from_truncal, relate,
    relate_over_time, scenarios,
};
pub use reversion::{
    AlleleOrigin, CodingVariant, REVERTING_GENES, Reversion, ReversionCall, ReversionCandidate,
    ReversionFacts, ReversionFound, ReversionRule, ReversionVerdict, Stretch,
    loss_of_mutant_allele, reversion, reversion_summary, reversions, sample_reversions,
};
