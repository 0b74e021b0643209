//! Things that depend on each other, in an order in which each comes after what it needs.

/// How far a thing has been visited.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

/// An order of the things `0..depends.len()` in which everything in `depends[i]` comes before `i`,
/// and the cycles that make one impossible.
pub(super) fn order(depends: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut marks = vec![Mark::New; depends.len()];
    let mut ordered = Vec::with_capacity(depends.len());
    let mut cycles = Vec::new();
    for start in 0..depends.len() {
        // Depth first without recursion: a chain may be as long as the file.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if marks[start] == Mark::New {
            marks[start] = Mark::Open;
            path.push((start, 0));
        }
        while let Some((index, at)) = path.last_mut() {
            if let Some(&next) = depends[*index].get(*at) {
                *at += 1;
                match marks[next] {
                    Mark::New => {
                        marks[next] = Mark::Open;
                        path.push((next, 0));
                    }
                    Mark::Open => cycles.push(
                        path.iter()
                            .map(|(index, _)| *index)
                            .skip_while(|index| *index != next)
                            .collect(),
                    ),
                    Mark::Done => {}
                }
            } else {
                marks[*index] = Mark::Done;
                ordered.push(*index);
                path.pop();
            }
        }
    }
    (ordered, cycles)
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn needs_come_first_and_cycles_are_found() {
        let (ordered, cycles) = order(&[vec![2], vec![], vec![1]]);
        assert_eq!((ordered, cycles), (vec![1, 2, 0], vec![]));
        let (_, cycles) = order(&[vec![1], vec![2], vec![1], vec![3]]);
        assert_eq!(cycles, [vec![1, 2], vec![3]]);
    }
}
