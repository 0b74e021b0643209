//! Where the bars of nested clones lie.

use crate::molecular::CloneScenario;

/// Where each clone lies from 0 to 1: inside its parent, beside its siblings, squeezed where they do not fit.
pub(super) fn places(scenario: &CloneScenario) -> Vec<[f64; 2]> {
    let share = |k: usize| finite(scenario.clones[k].share.1);
    let order = scenario.family();
    let mut places = vec![[0.0; 2]; scenario.clones.len()];
    let mut used = vec![0.0; scenario.clones.len() + 1];
    let family = |k: usize, depth: usize| if depth == 0 { None } else { scenario.parent(k) };
    let mut total = vec![0.0; scenario.clones.len() + 1];
    for &(k, depth) in &order {
        total[family(k, depth).map_or(0, |parent| parent + 1)] += share(k);
    }
    for &(k, depth) in &order {
        let parent = family(k, depth);
        let slot = parent.map_or(0, |parent| parent + 1);
        let [from, to] = parent.map_or([0.0, 1.0], |parent| places[parent]);
        let squeeze = ((to - from) / total[slot].max(1e-12)).min(1.0);
        let start = from + used[slot];
        let length = share(k) * squeeze;
        used[slot] += length;
        places[k] = [start, start + length];
    }
    places
}

fn finite(share: f64) -> f64 {
    if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::molecular::CloneBar;

    fn clone(share: f64, parent: Option<usize>) -> CloneBar {
        CloneBar {
            share: (share, share, share),
            parent,
            ..CloneBar::default()
        }
    }

    #[test]
    fn children_lie_inside_their_parents_and_beside_each_other() {
        let clones = vec![
            clone(0.8, None),
            clone(0.5, Some(0)),
            clone(0.5, Some(0)),
            clone(0.1, Some(1)),
        ];
        let scenario = CloneScenario {
            clones,
            ..CloneScenario::default()
        };
        let places = places(&scenario);
        assert_eq!(places[0], [0.0, 0.8]);
        assert!(
            (places[1][1] - 0.4).abs() < 1e-12,
            "squeezed, for 0.5 + 0.5 is more than 0.8"
        );
        assert!((places[2][0] - 0.4).abs() < 1e-12 && places[2][1] <= 0.8 + 1e-12);
        assert_eq!(places[3][0], 0.0);
        let order: Vec<_> = scenario.family();
        assert_eq!(order, [(0, 0), (1, 1), (3, 2), (2, 1)]);
    }

    #[test]
    fn a_circle_of_parents_or_a_missing_parent_is_a_root() {
        let clones = vec![
            clone(0.3, Some(1)),
            clone(0.2, Some(0)),
            clone(0.2, Some(9)),
            clone(f64::NAN, Some(3)),
        ];
        let scenario = CloneScenario {
            clones,
            ..CloneScenario::default()
        };
        let mut seen: Vec<usize> = scenario.family().iter().map(|&(k, _)| k).collect();
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2, 3]);
        assert!(
            places(&scenario)
                .iter()
                .flatten()
                .all(|place| (0.0..=1.0).contains(place))
        );
    }
}
