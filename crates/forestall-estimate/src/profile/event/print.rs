//! One spelling for each event.

use std::fmt::{Display, Formatter, Result};

use super::{Alteration, Atom, Event, Filter};

impl Display for Event {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let list = |f: &mut Formatter<'_>, name: &str, atoms: &[Atom]| {
            write!(f, "{name}(")?;
            separated(f, atoms, ", ")?;
            write!(f, ")")
        };
        match self {
            Self::Atom(atom) => atom.fmt(f),
            Self::Not(inner) => match **inner {
                Self::And(_) | Self::Or(_) => write!(f, "NOT ({inner})"),
                _ => write!(f, "NOT {inner}"),
            },
            Self::And(all) => {
                for (k, part) in all.iter().enumerate() {
                    let before = if k == 0 { "" } else { " AND " };
                    match part {
                        Self::Or(_) | Self::And(_) => write!(f, "{before}({part})")?,
                        _ => write!(f, "{before}{part}")?,
                    }
                }
                Ok(())
            }
            Self::Or(all) => {
                for (k, part) in all.iter().enumerate() {
                    let before = if k == 0 { "" } else { " OR " };
                    match part {
                        Self::Or(_) => write!(f, "{before}({part})")?,
                        _ => write!(f, "{before}{part}")?,
                    }
                }
                Ok(())
            }
            Self::Cis(atoms) => list(f, "cis", atoms),
            Self::Trans(atoms) => list(f, "trans", atoms),
        }
    }
}

fn separated(f: &mut Formatter<'_>, all: &[impl Display], between: &str) -> Result {
    for (k, one) in all.iter().enumerate() {
        write!(f, "{}{one}", if k == 0 { "" } else { between })?;
    }
    Ok(())
}

impl Display for Atom {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.alteration.fmt(f)?;
        for Filter {
            quantity,
            comparison,
            value,
        } in &self.filters
        {
            write!(f, " {} {} {value}", quantity.word(), comparison.word())?;
        }
        Ok(())
    }
}

impl Display for Alteration {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Protein(gene, change) => write!(f, "{gene} {change}"),
            Self::Exon {
                gene,
                exons: (first, last),
                kind,
            } if first == last => write!(f, "{gene} exon({first}, {})", kind.word()),
            Self::Exon {
                gene,
                exons: (first, last),
                kind,
            } => write!(f, "{gene} exon({first}-{last}, {})", kind.word()),
            Self::State(gene, state) => write!(f, "{gene} {}", state.word()),
            Self::Phospho(gene, site) => write!(f, "{gene} phospho({site})"),
            Self::Isoform(gene, name) => write!(f, "{gene} isoform({name})"),
            Self::Domain(gene, name, kind) => write!(f, "{gene} domain({name}, {})", kind.word()),
            Self::Other(gene, not) => {
                // The gene is said once.
                let inner = not.to_string();
                let inner = inner.strip_prefix(&**gene).unwrap_or(&inner).trim_start();
                write!(f, "{gene} other({inner})")
            }
            Self::Fusion(first, second, exons) => {
                let name = |gene: &Option<Box<str>>| gene.as_deref().unwrap_or("*").to_owned();
                write!(f, "fusion({}, {}", name(first), name(second))?;
                if let Some((a, b)) = exons {
                    write!(f, ", e{a}::e{b}")?;
                }
                write!(f, ")")
            }
            Self::Coding(gene, text) => write!(f, "{gene} c({text})"),
            Self::Polymorphism(gene, number) => write!(f, "{gene} rs({number})"),
            Self::Allele(gene, name) => write!(f, "{gene} allele({name})"),
            Self::Reversion(gene) => write!(f, "reversion({gene})"),
            Self::Score(name) => write!(f, "score({name})"),
            Self::Genome(name, level) => write!(f, "{name} {level}"),
            Self::Words(gene, words) => write!(f, "{gene} state(\"{words}\")"),
        }
    }
}
