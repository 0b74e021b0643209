//! `[game]`

use super::{Expression, List, Text, Word, Words, table::table};

table! {
    /// A game: how fast cells grow depends on the shares of all players.
    GameTable {
        /// Players; all populations if not given.
        populations: Option<List<Text>>,
        /// Payoff of each player (row) among cells of each player (column).
        matrix: List<List<Expression>>,
        /// What the payoffs are multiplied by; 1 if not given.
        rate: Option<Expression>,
        /// Whether payoffs are growth rates, or only differences to their mean are.
        form: Word<GameForm>,
    }
}

/// What payoffs mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GameForm {
    /// Payoffs are net growth rates.
    Growth,
    /// Payoffs minus their mean over all cells are: the total stays as it is.
    Replicator,
}

impl Words for GameForm {
    const WORDS: &'static [(&'static str, Self)] =
        &[("growth", Self::Growth), ("replicator", Self::Replicator)];
}
