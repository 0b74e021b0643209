//! A model file as written: its tables and values with their places, nothing resolved yet.

mod assay;
mod collection;
mod combination;
mod competition;
mod data;
mod distribution;
mod dose;
mod drug;
mod duration;
mod event;
mod expect;
mod expression;
mod family;
mod fit;
mod game;
mod growth;
mod index;
mod leaf;
mod literal;
mod model;
mod parameter;
mod pk;
mod population;
mod predation;
mod reader;
mod reference;
mod regimen;
mod rule;
mod solver;
mod start;
mod state;
mod steady;
mod stop;
mod table;
mod variant;
mod word;

pub(crate) use assay::AssayTable;
pub(crate) use collection::{Entry, List, Named};
pub(crate) use combination::{CombinationTable, Surface};
pub(crate) use competition::{Capacity, CompetitionTable};
use data::DataTable;
pub(crate) use data::Start;
pub(crate) use distribution::DistributionText;
pub(crate) use dose::{DoseValue, TrainTable, WindowTable};
use drug::DrugTable;
pub(crate) use drug::{EffectTable, Mode};
use duration::Timing;
pub(crate) use duration::{Duration, Rule};
pub(crate) use event::EventTable;
pub(crate) use expect::{Closeness, ExpectTableTable, ExpectTableValue};
pub(crate) use expression::{ColumnFormula, Expression};
use fit::FitTable;
pub(crate) use fit::Grid;
pub(crate) use game::{GameForm, GameTable};
pub(crate) use growth::{Crowding, GrowthTable, Law};
use index::IndexValue;
pub(crate) use index::scope;
use leaf::{Count, Flag};
pub(crate) use leaf::{Number, Text};
pub(crate) use model::ModelTable;
use parameter::Bounds;
pub(crate) use parameter::{LetTable, LetValue, ParameterValue};
pub(crate) use pk::PkTable;
pub(crate) use population::{MutationTable, PopulationTable, SwitchTable};
pub(crate) use predation::{Form, PredationTable};
pub(crate) use reader::{Read, Reader, Span};
pub(crate) use reference::Reference;
pub(crate) use regimen::{PhaseTable, RegimenTable, TuneTable};
pub(crate) use rule::{Direction, RuleTable};
pub(crate) use solver::MethodWord;
use solver::SolverTable;
use start::StartTable;
pub(crate) use state::StateTable;
use steady::SteadyTable;
pub(crate) use stop::{OrderWord, StopTable};
pub(crate) use variant::{apply, check_targets};
pub(crate) use word::{Word, Words};

use table::table;

table! {
    /// A forestall model file.
    Document {
        /// What the model is and in which unit it measures time.
        model: ModelTable,
        /// What families of names run over.
        #[schemars(default)]
        index: Named<IndexValue>,
        /// Named numbers.
        #[schemars(default)]
        parameter: Named<ParameterValue>,
        /// Named expressions.
        #[schemars(default, rename = "let")]
        lets as "let": Named<LetValue>,
        /// Cells that divide, die, mutate and switch.
        #[schemars(default)]
        population: Named<PopulationTable>,
        /// Crowding: births are multiplied by (1 - sum of competitors / capacity).
        competition: Option<CompetitionTable>,
        /// Drugs and what they do.
        #[schemars(default)]
        drug: Named<DrugTable>,
        /// Growth rates that depend on the shares of all players.
        game: Option<GameTable>,
        /// How often prey is killed.
        #[schemars(default)]
        predation: Named<PredationTable>,
        /// Signals that increase or decrease rates.
        #[schemars(default)]
        rule: List<RuleTable>,
        /// How doses spread through the body.
        #[schemars(default)]
        pk: Named<PkTable>,
        /// Quantities that several drugs change together.
        #[schemars(default)]
        combination: Named<CombinationTable>,
        /// Other quantities with an equation of their own.
        #[schemars(default)]
        state: Named<StateTable>,
        /// What sets populations and states at its moment.
        #[schemars(default)]
        event: Named<EventTable>,
        /// What can be measured.
        #[schemars(default)]
        assay: Named<AssayTable>,
        /// What is given and when it is changed.
        #[schemars(default)]
        regimen: Named<RegimenTable>,
        /// What ends a run, or is timed in it.
        #[schemars(default)]
        stop: Named<StopTable>,
        /// What comes before time 0.
        start: Option<StartTable>,
        /// How time is advanced.
        solver: Option<SolverTable>,
        /// Where steady states are looked for.
        steady: Option<SteadyTable>,
        /// How parameters differ between virtual patients.
        #[schemars(default)]
        patients: Named<DistributionText>,
        /// How a table of measurements maps onto the model.
        data: Option<DataTable>,
        /// What is estimated from data.
        fit: Option<FitTable>,
        /// Changes that make another model of this file when they are chosen.
        #[schemars(default)]
        variant: Named<variant::Changes>,
        /// Numbers that the model must reproduce.
        #[schemars(default)]
        expect: Named<ExpectTableValue>,
    }
}
