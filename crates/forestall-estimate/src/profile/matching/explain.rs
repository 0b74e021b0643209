//! The answer to the question put to a profile.

use super::answer::Sample;
use super::asked::{Asked, Question};
use super::collected::Collected;
use super::facts::{ByGene, Fact, protein_change, symbol};
use super::index::Index;
use super::outcome::Outcome;
use super::output::Explanation;
use super::told::{Asking, Told, Touch, touching};
use crate::profile::catalogue::Catalogue;
use crate::profile::change::ProteinChange;
use crate::profile::event::{Event, Truth};
use forestall_base::{Finding, Found, Profile};

/// Most that room is made for before anything is found: where there is more, moving it costs little beside finding it.
const ROOM: usize = 1 << 16;

/// Which mechanisms of the catalogue the samples of a profile show.
#[must_use]
pub fn explain(profile: &Profile, catalogue: &Catalogue, question: &Question) -> Explanation {
    let all: Vec<u32> = (0..profile.samples.len() as u32).collect();
    answers(profile, catalogue, question, &all)
}

/// Which of them one sample shows; none, if there is no such sample.
pub(crate) fn explain_sample(
    profile: &Profile,
    sample: u32,
    catalogue: &Catalogue,
    question: &Question,
) -> Explanation {
    let known = ((sample as usize) < profile.samples.len()).then_some(sample);
    answers(profile, catalogue, question, known.as_slice())
}

fn answers(
    profile: &Profile,
    catalogue: &Catalogue,
    question: &Question,
    wanted: &[u32],
) -> Explanation {
    let (asked, covered) = Asked::all(catalogue, question);
    let events = Asking::all(&asked, &covered);
    let mut index = Index::of(&events, catalogue, profile);
    // Findings in genes that mechanisms speak of, by sample, and their shapes.
    let mut named: Vec<(u32, u32, u32)> = Vec::with_capacity(profile.findings.len());
    let one = if let [one] = wanted { Some(*one) } else { None };
    let own = |finding: &Finding| one.is_none_or(|one| finding.sample == one);
    for (number, finding) in profile.findings.iter().enumerate() {
        for name in genes(finding).filter(|_| own(finding)) {
            if let Some(gene) = index.gene(profile, name) {
                let shape = index.shape(profile, gene, number);
                named.push((finding.sample, number as u32, shape));
            }
        }
    }
    named.sort_by_key(|&(sample, ..)| sample);
    // Little more can be found than is touched.
    let own = named.iter().map(|&(.., shape)| index.at(shape));
    let touched: usize = own.map(|shape| shape.touched.len()).sum();
    let mut all = Collected::new(profile, catalogue, &asked, touched.min(ROOM));
    // What no finding of a sample speaks of has the same answer in all such samples, so it is asked once.
    let nothing = ByGene::default();
    let silent: Vec<Outcome> = (events.iter())
        .map(|event| Sample::asked(profile, catalogue, &nothing, event))
        .collect();
    let everywhere: Vec<usize> = (0..asked.len())
        .filter(|&k| silent[k].truth == Truth::Present)
        .collect();
    let mut answered = vec![0; asked.len()];
    let mut touches: Vec<Touch> = Vec::new();
    let mut told = Told::new(profile, catalogue, &index, &events, named.len().min(ROOM));
    let mut of_counters = Told::new(profile, catalogue, &index, &events, covered.len());
    // Whether the sample at hand shows what counters are known of, as far as that was asked.
    let mut shown = vec![None; covered.len()];
    let mut left = &named[..];
    for &sample in wanted {
        let own;
        (own, left) = left.split_at(left.iter().take_while(|&&(of, ..)| of == sample).count());
        touches.clear();
        for &(_, finding, shape) in own {
            let touched = index.at(shape).touched.iter().zip(0..);
            touches.extend(touched.map(|(touched, within)| Touch {
                event: touched.event,
                finding,
                shape,
                within,
            }));
        }
        touches.sort_unstable_by_key(|t| u64::from(t.event) << 32 | u64::from(t.finding));
        shown.fill(None);
        let mut shows = |event: usize| {
            *shown[event].get_or_insert_with(|| {
                let event = asked.len() + event;
                let truth = match touching(&touches, event) {
                    [] => silent[event].truth,
                    own => of_counters.of(own).0.outcome.truth,
                };
                truth == Truth::Present
            })
        };
        let sample = sample as usize;
        for own in touches.chunk_by(|a, b| a.event == b.event) {
            let k = own[0].event as usize;
            if k >= asked.len() {
                break;
            }
            answered[k] += 1;
            let (before, new) = told.of(own);
            // What was told before has left its gaps.
            if new || before.outcome.truth == Truth::Present {
                let here = |finding| before.instead(own, finding);
                all.note(sample, k, &before.outcome, &mut shows, here);
            }
        }
        for &k in &everywhere {
            if touching(&touches, k).is_empty() {
                answered[k] += 1;
                all.note(sample, k, &silent[k], &mut shows, |finding| finding);
            }
        }
    }
    for (k, outcome) in silent[..asked.len()].iter().enumerate() {
        if answered[k] < wanted.len() && outcome.truth == Truth::Unknown {
            all.gaps(k, outcome);
        }
    }
    all.finish()
}

/// The genes of a finding: of a fusion both, if they are two.
fn genes(finding: &Finding) -> impl Iterator<Item = forestall_base::Name> {
    let partner = match finding.found {
        Found::Fusion { partner, .. } => partner.filter(|other| *other != finding.gene),
        _ => None,
    };
    [finding.gene].into_iter().chain(partner)
}

/// Whether an event is there among these findings (of one sample) alone.
pub(crate) fn is_among(
    profile: &Profile,
    findings: &[usize],
    catalogue: &Catalogue,
    event: &Event,
) -> bool {
    let changes: Vec<Option<ProteinChange>> = findings
        .iter()
        .map(|&k| protein_change(profile, &profile.findings[k].found))
        .collect();
    let facts: ByGene<'_> = (findings.iter().zip(&changes))
        .flat_map(|(&index, change)| {
            let fact = move || Fact::of(profile, change.as_ref(), index);
            let names = genes(&profile.findings[index]);
            names.map(move |name| (symbol(profile, catalogue, name), fact()))
        })
        .collect();
    Sample::asked(profile, catalogue, &facts, &Asking::open(event)).truth == Truth::Present
}
