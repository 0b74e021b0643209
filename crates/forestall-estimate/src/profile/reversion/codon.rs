//! The standard genetic code (NCBI translation table 1).

/// Residues of the 64 codons, bases in the order T, C, A, G.
const TABLE: &[u8; 64] = b"FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";

/// The bases in the order of the table.
pub(super) const BASES: [u8; 4] = *b"TCAG";

/// The residue (`*` for a stop) of a codon in upper-case DNA.
pub(super) fn residue(codon: [u8; 3]) -> Option<char> {
    let mut index = 0;
    for base in codon {
        index = 4 * index + BASES.iter().position(|b| *b == base)?;
    }
    Some(char::from(TABLE[index]))
}

/// All 64 codons.
pub(super) fn all() -> impl Iterator<Item = [u8; 3]> {
    (0..64).map(|i| [BASES[i / 16], BASES[i / 4 % 4], BASES[i % 4]])
}
