//! Path data for curves, bands, steps and marks.

use crate::svg::coordinate;

/// How far a simplified curve may lie from the curve, in drawing units.
const TOLERANCE: f64 = 0.12;

/// Path data of a curve through the places; a place that is not finite breaks it.
pub(crate) fn curve(places: impl IntoIterator<Item = [f64; 2]>) -> String {
    runs(places)
        .iter()
        .map(|run| polyline(&simplified(run)))
        .collect()
}

/// Path data of a curve that keeps its value until the next place (a survival curve).
pub(crate) fn steps(places: impl IntoIterator<Item = [f64; 2]>) -> String {
    runs(places)
        .iter()
        .map(|run| polyline(&stepped(run)))
        .collect()
}

/// Path data of the area between two curves over the same abscissae: `[x, low, high]` each.
pub(crate) fn band(places: impl IntoIterator<Item = [f64; 3]>) -> String {
    areas(places, simplified)
}

/// Path data of the area between two step curves.
pub(crate) fn stepped_band(places: impl IntoIterator<Item = [f64; 3]>) -> String {
    areas(places, stepped)
}

/// Path data of a circle.
pub(crate) fn circle(at: [f64; 2], radius: f64) -> String {
    if !finite(at) {
        return String::new();
    }
    let (left, y) = (coordinate(at[0] - radius), coordinate(at[1]));
    let (radius, across) = (coordinate(radius), coordinate(2.0 * radius));
    format!("M{left},{y}a{radius},{radius} 0 1,0 {across},0a{radius},{radius} 0 1,0 -{across},0Z")
}

/// Path data of a triangle that points down (or up) and rests with its middle at the place.
pub(crate) fn triangle(at: [f64; 2], radius: f64, down: bool) -> String {
    let way = if down { 1.0 } else { -1.0 };
    closed(&[
        [at[0] - radius, at[1] - way * radius * 0.8],
        [at[0] + radius, at[1] - way * radius * 0.8],
        [at[0], at[1] + way * radius],
    ])
}

/// Path data of a diamond.
pub(crate) fn diamond(at: [f64; 2], radius: f64) -> String {
    let [x, y] = at;
    closed(&[
        [x, y - radius],
        [x + radius, y],
        [x, y + radius],
        [x - radius, y],
    ])
}

/// Path data of an arrow head that points to the right and ends at the place.
pub(crate) fn arrow(at: [f64; 2], size: f64) -> String {
    curve([
        [at[0] - size, at[1] - size * 0.8],
        [at[0], at[1]],
        [at[0] - size, at[1] + size * 0.8],
    ])
}

/// Path data of a rectangle with rounded corners.
pub(crate) fn rounded(corner: [f64; 2], size: [f64; 2], radius: f64) -> String {
    if !finite(corner) || !finite(size) || size[0] <= 0.0 || size[1] <= 0.0 {
        return String::new();
    }
    let radius = radius.min(size[0] / 2.0).min(size[1] / 2.0).max(0.0);
    let (left, top) = (coordinate(corner[0] + radius), coordinate(corner[1]));
    let [across, down] = [size[0] - 2.0 * radius, size[1] - 2.0 * radius].map(coordinate);
    let r = coordinate(radius);
    format!(
        "M{left},{top}h{across}a{r},{r} 0 0,1 {r},{r}v{down}a{r},{r} 0 0,1 -{r},{r}h-{across}a{r},{r} 0 0,1 -{r},-{r}v-{down}\
         a{r},{r} 0 0,1 {r},-{r}Z"
    )
}

/// The place on a cubic curve of Bézier at a share of its way.
pub(crate) fn along([a, b, c, d]: [[f64; 2]; 4], t: f64) -> [f64; 2] {
    let s = 1.0 - t;
    let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    [0, 1].map(|axis| {
        weights[0] * a[axis] + weights[1] * b[axis] + weights[2] * c[axis] + weights[3] * d[axis]
    })
}

fn closed(places: &[[f64; 2]]) -> String {
    if places.iter().all(|&place| finite(place)) {
        polyline(places) + "Z"
    } else {
        String::new()
    }
}

fn finite(place: [f64; 2]) -> bool {
    place.iter().all(|value| value.is_finite())
}

fn runs(places: impl IntoIterator<Item = [f64; 2]>) -> Vec<Vec<[f64; 2]>> {
    let mut runs = vec![Vec::new()];
    for place in places {
        if finite(place) {
            if let Some(run) = runs.last_mut() {
                run.push(place);
            }
        } else {
            runs.push(Vec::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn areas(
    places: impl IntoIterator<Item = [f64; 3]>,
    shape: fn(&[[f64; 2]]) -> Vec<[f64; 2]>,
) -> String {
    let mut data = String::new();
    let mut low = Vec::new();
    let mut high = Vec::new();
    let mut finish = |low: &mut Vec<[f64; 2]>, high: &mut Vec<[f64; 2]>| {
        if low.len() > 1 {
            let mut outline = shape(high);
            outline.extend(shape(low).into_iter().rev());
            data.push_str(&closed(&outline));
        }
        low.clear();
        high.clear();
    };
    for [x, bottom, top] in places {
        if x.is_finite() && bottom.is_finite() && top.is_finite() {
            low.push([x, bottom]);
            high.push([x, top]);
        } else {
            finish(&mut low, &mut high);
        }
    }
    finish(&mut low, &mut high);
    data
}

fn stepped(run: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut places = Vec::with_capacity(2 * run.len());
    for (k, &place) in run.iter().enumerate() {
        if k > 0 && run[k - 1][1] != place[1] {
            places.push([place[0], run[k - 1][1]]);
        }
        places.push(place);
    }
    places
}

/// Fewer places along the same curve (Douglas and Peucker 1973, doi:10.3138/FM57-6770-U75U-7727).
fn simplified(run: &[[f64; 2]]) -> Vec<[f64; 2]> {
    if run.len() < 3 {
        return run.to_vec();
    }
    let mut keep = vec![false; run.len()];
    keep[0] = true;
    keep[run.len() - 1] = true;
    let mut pending = vec![(0, run.len() - 1)];
    while let Some((first, last)) = pending.pop() {
        let furthest = (first + 1..last)
            .map(|k| (k, distance(run[k], run[first], run[last])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((k, far)) = furthest
            && far > TOLERANCE
        {
            keep[k] = true;
            pending.push((first, k));
            pending.push((k, last));
        }
    }
    run.iter()
        .zip(keep)
        .filter_map(|(&place, kept)| kept.then_some(place))
        .collect()
}

/// Distance of a place from the line through two others.
fn distance(place: [f64; 2], from: [f64; 2], to: [f64; 2]) -> f64 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let away = [place[0] - from[0], place[1] - from[1]];
    let length = libm::hypot(along[0], along[1]);
    if length == 0.0 {
        libm::hypot(away[0], away[1])
    } else {
        (along[0] * away[1] - along[1] * away[0]).abs() / length
    }
}

fn polyline(places: &[[f64; 2]]) -> String {
    let mut data = String::with_capacity(places.len() * 12);
    for (k, place) in places.iter().enumerate() {
        data.push(if k == 0 { 'M' } else { 'L' });
        data.push_str(&coordinate(place[0]));
        data.push(',');
        data.push_str(&coordinate(place[1]));
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_run_keeps_its_ends_only_and_a_bad_place_breaks_it() {
        let line = (0..100).map(|k| [f64::from(k), 2.0 * f64::from(k)]);
        assert_eq!(curve(line), "M0,0L99,198");
        let broken = [[0.0, 0.0], [1.0, f64::NAN], [2.0, 1.0], [3.0, 5.0]];
        assert_eq!(curve(broken), "M0,0M2,1L3,5");
    }

    #[test]
    fn steps_hold_their_value_until_the_next_place() {
        assert_eq!(steps([[0.0, 1.0], [5.0, 3.0]]), "M0,1L5,1L5,3");
    }

    #[test]
    fn a_band_is_closed_and_needs_two_places() {
        assert_eq!(
            band([[0.0, 1.0, 2.0], [4.0, 1.0, 2.0]]),
            "M0,2L4,2L4,1L0,1Z"
        );
        assert_eq!(band([[0.0, 1.0, 2.0]]), "");
        assert_eq!(band([[0.0, f64::INFINITY, 2.0], [1.0, 1.0, f64::NAN]]), "");
    }

    #[test]
    fn simplification_stays_within_its_tolerance() {
        let wave: Vec<[f64; 2]> = (0..1000)
            .map(|k| {
                let x = f64::from(k) * 0.5;
                [x, 40.0 * libm::sin(x / 30.0)]
            })
            .collect();
        let fewer = simplified(&wave);
        assert!(fewer.len() < 150, "{}", fewer.len());
        for place in &wave {
            let near = fewer
                .windows(2)
                .filter(|pair| pair[0][0] <= place[0] && place[0] <= pair[1][0])
                .map(|pair| distance(*place, pair[0], pair[1]))
                .fold(f64::INFINITY, f64::min);
            assert!(near <= TOLERANCE + 1e-9);
        }
    }
}
