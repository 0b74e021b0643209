//! Words of the grammar.

/// A closed set of words, each with its spelling.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$one:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$one])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// How the grammar spells it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The one spelled so.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

words! {
    /// Kind of change in an exon or a domain.
    ExonKind {
        /// Insertion or duplication in frame.
        Insertion = "ins",
        /// Deletion, in frame or of the whole exon.
        Deletion = "del",
        /// Insertion, deletion or both.
        Indel = "indel",
        /// Any change.
        Mutation = "mut",
        /// The exon is skipped.
        Skipping = "skip",
        /// Loss of the frame.
        Frameshift = "fs",
    }
}

words! {
    /// State of a gene.
    EventState {
        /// Any change of the protein.
        Mutated = "mut",
        /// Loss of function: by truncation, splice site, deep deletion, or a variant known to do so.
        LossOfFunction = "lof",
        /// Cut short: a stop, or the frame lost.
        Truncated = "trunc",
        /// The frame lost.
        Frameshift = "fs",
        /// Gain of function.
        GainOfFunction = "gof",
        /// Covered and unaltered.
        WildType = "wt",
        /// Gene or protein lost.
        Loss = "loss",
        /// Amplified.
        Amplified = "amp",
        /// Internal tandem duplication.
        TandemDuplication = "itd",
        /// Both alleles inactivated.
        Biallelic = "biallelic",
        /// One allele lost.
        LossOfHeterozygosity = "loh",
        /// More expression.
        Over = "over",
        /// Less expression.
        Under = "under",
        /// Expressed.
        Expressed = "expr",
        /// Promoter methylated.
        Methylated = "methyl",
        /// Rearranged, partner not said.
        Rearranged = "rearranged",
    }
}

words! {
    /// A number of an alteration.
    Quantity {
        /// Variant allele fraction, 0 to 1.
        AlleleFraction = "vaf",
        /// Cancer cell fraction, 0 to 1.
        CellFraction = "ccf",
        /// Copies per tumour cell.
        Copies = "cn",
        /// z-score of expression, or a score.
        Score = "expr_z",
        /// Reads that carry it.
        Reads = "reads",
    }
}

words! {
    /// A comparison with a number.
    Comparison {
        /// At least.
        AtLeast = ">=",
        /// At most.
        AtMost = "<=",
        /// More.
        Above = ">",
        /// Less.
        Below = "<",
    }
}

impl Comparison {
    /// Whether `a` compares so with `b`.
    #[must_use]
    pub fn holds(self, a: f64, b: f64) -> bool {
        match self {
            Self::AtLeast => a >= b,
            Self::AtMost => a <= b,
            Self::Above => a > b,
            Self::Below => a < b,
        }
    }
}
