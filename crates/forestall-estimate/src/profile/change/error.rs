//! Why a text is no protein or coding change.

/// Why a text is no protein change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// No position is named.
    #[error(
        "`{text}` is not a protein change: it names no position, as `L858R`, `E746_A750del` or `V600` do"
    )]
    NoPosition {
        /// What was given, shortened.
        text: String,
    },
    /// Letters that are no residues.
    #[error(
        "`{letters}` in `{text}` is no amino acid: give one-letter symbols or three-letter codes"
    )]
    Residue {
        /// What was given, shortened.
        text: String,
        /// The letters.
        letters: String,
    },
    /// Words that say no kind of change.
    #[error(
        "`{rest}` in `{text}` is no kind of change: expected a residue, `del`, `ins`, `dup`, `delins`, `fs`, `ext`, `_splice`, `*` or `=`"
    )]
    Kind {
        /// What was given, shortened.
        text: String,
        /// The words.
        rest: String,
    },
    /// Listed residues do not fit the positions.
    #[error("`{text}` lists `{listed}`, which does not fit the positions it names")]
    Listed {
        /// What was given, shortened.
        text: String,
        /// The residues listed.
        listed: String,
    },
    /// The end lies before the start, or an insertion is not between neighbours.
    #[error("`{text}`: the two positions must be in order, and neighbours for an insertion")]
    Order {
        /// What was given, shortened.
        text: String,
    },
    /// Letters that are bases rather than residues.
    #[error(
        "`{text}` looks like a coding change: write `c.` before it, or `p.` if its letters are residues"
    )]
    Bases {
        /// What was given, shortened.
        text: String,
    },
    /// The reference residue is missing where it is needed.
    #[error(
        "`{text}` does not say which residue was there: write it before the position, as in `L858R`"
    )]
    Reference {
        /// What was given, shortened.
        text: String,
    },
    /// More than one change, or a gene glued to the change.
    #[error("`{text}` names more than one change or a gene: give one change of one protein")]
    Several {
        /// What was given, shortened.
        text: String,
    },
    /// The position is 0 or larger than that of any protein.
    #[error("`{text}`: position {position} lies in no protein")]
    Position {
        /// What was given, shortened.
        text: String,
        /// The position.
        position: String,
    },
    /// The text is far longer than any change.
    #[error("`{text}` is {length} bytes long; a protein change has at most {most}")]
    Long {
        /// What was given, shortened.
        text: String,
        /// Its length.
        length: usize,
        /// The longest accepted.
        most: usize,
    },
}

/// Why a text is no coding change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodingError {
    /// No `c.` is there.
    #[error("`{text}` is not a coding change: expected HGVS such as `c.5266dup` or `c.68_69del`")]
    NoCoding {
        /// What was given, shortened.
        text: String,
    },
    /// A position cannot be read.
    #[error(
        "`{place}` in `{text}` is no position: expected a number such as `68`, `*12`, `-5` or `5332+1`"
    )]
    Place {
        /// What was given, shortened.
        text: String,
        /// The place.
        place: String,
    },
    /// The kind of change cannot be read.
    #[error(
        "`{rest}` in `{text}` is no kind of change: expected `A>G`, `del`, `dup`, `ins`, `delins`, `inv` or `=`"
    )]
    Kind {
        /// What was given, shortened.
        text: String,
        /// The words.
        rest: String,
    },
    /// Listed bases do not fit the positions, or are no bases.
    #[error("`{bases}` in `{text}` does not fit the positions it names, or is no DNA")]
    Bases {
        /// What was given, shortened.
        text: String,
        /// The bases.
        bases: String,
    },
    /// The end lies before the start, or an insertion is not between neighbours.
    #[error("`{text}`: the two positions must be in order, and neighbours for an insertion")]
    Order {
        /// What was given, shortened.
        text: String,
    },
}

/// At most 60 characters of `text`, for a message.
pub(super) fn shortened(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    text.chars().take(57).chain("...".chars()).collect()
}
