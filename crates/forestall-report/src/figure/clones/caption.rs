//! The clones with their caption.

use super::super::Figure;
use super::clones_svg;
use crate::molecular::CloneFigure;

/// The figure with its caption.
pub(crate) fn figure(clones: &CloneFigure) -> Figure {
    let mut caption = String::from(
        "Each bar is a clone with all that descends from it and lies inside the bar of its parent; bars side by side are \
         parallel clones. Below, circles are best values and lines 95 % intervals of the share of the cancer cells.",
    );
    if clones.scenarios.len() > 1 {
        caption += " The scenarios are ways to read the same fractions; their weights say how likely each is.";
    }
    let carries: Vec<String> = clones
        .scenarios
        .iter()
        .take(1)
        .flat_map(|scenario| &scenario.clones)
        .filter(|clone| !clone.carries.is_empty() && clone.carries != clone.name)
        .map(|clone| format!("{}: {}", clone.name, clone.carries))
        .collect();
    if (1..=6).contains(&carries.len()) {
        caption += &format!(
            " What each carries beyond its parent: {}.",
            carries.join("; ")
        );
    }
    Figure::new(
        |format| clones_svg(clones, format),
        "Clones in the sample.",
        caption,
    )
}
