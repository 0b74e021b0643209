//! Colours that readers with any colour vision can tell apart, on white and in grey.
//!
//! The hues are those of Okabe and Ito (2008, "Color Universal Design"); each has a darker ink of the same hue for text,
//! with a contrast of at least 4.5 to 1 on white (WCAG 2.1, AA).

/// A colour for marks and its ink for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour {
    pub(crate) mark: &'static str,
    pub(crate) ink: &'static str,
}

/// Text, axes and data.
pub(crate) const INK: &str = "#1a1a1a";
/// Secondary text and axis lines.
pub(crate) const GREY: &str = "#595959";
/// Lines that must not compete.
pub(crate) const FAINT: &str = "#e4e4e4";
/// Ground of the forecast.
pub(crate) const GROUND: &str = "#f6f4ef";
/// A drug that is on.
pub(crate) const DRUG: &str = "#4d4d4d";

/// The fit.
pub(crate) const BLUE: Colour = Colour {
    mark: "#0072b2",
    ink: "#005a8f",
};
/// The forecast, and what warns.
pub(crate) const VERMILLION: Colour = Colour {
    mark: "#d55e00",
    ink: "#a84300",
};
const GREEN: Colour = Colour {
    mark: "#009e73",
    ink: "#006e50",
};
const PURPLE: Colour = Colour {
    mark: "#cc79a7",
    ink: "#8f3d6b",
};
pub(crate) const OCHRE: Colour = Colour {
    mark: "#e69f00",
    ink: "#835a00",
};
const SKY: Colour = Colour {
    mark: "#56b4e9",
    ink: "#1b6a98",
};

/// Colours on light ground and what stands for each on dark ground.
const DARK: &[(&str, &str)] = &[
    ("#ffffff", "#16191d"),
    (INK, "#e8e8e8"),
    (GREY, "#b4b4b4"),
    (FAINT, "#33383d"),
    ("#a6a6a6", "#757575"),
    ("#ececec", "#2b3035"),
    (DRUG, "#c8c8c8"),
    (BLUE.mark, "#3d9fe0"),
    (BLUE.ink, "#6cb8ec"),
    (VERMILLION.ink, "#f08a4b"),
    (GREEN.ink, "#35c99c"),
    (PURPLE.ink, "#e0a3c6"),
    (OCHRE.ink, "#f0b840"),
    (SKY.ink, "#8ccdf2"),
];

/// A style element that turns the colours of a drawing where the reader's system is dark.
pub(crate) fn dark_style() -> String {
    let mut style = String::from("<style>@media (prefers-color-scheme:dark){");
    for (light, dark) in DARK {
        for attribute in ["fill", "stroke"] {
            style += &format!("[{attribute}=\"{light}\"]{{{attribute}:{dark}}}");
        }
    }
    style + "}</style>"
}

/// The colour of the k-th of several things.
pub(crate) fn categorical(k: usize) -> Colour {
    [BLUE, VERMILLION, GREEN, PURPLE, OCHRE, SKY][k % 6]
}

/// The dash pattern of the k-th of several lines, so that they differ without colour as well.
pub(crate) fn dashes(k: usize) -> &'static str {
    ["", "6 3", "2 2", "8 3 2 3", "4 2", "1 2"][k % 6]
}

/// A colour of a sequential ramp from pale yellow over green to dark blue, by share from 0 to 1: even steps of lightness, so
/// that it reads in grey too.
pub(crate) fn sequential(share: f64) -> String {
    const STOPS: [[f64; 3]; 6] = [
        [252.0, 250.0, 229.0],
        [214.0, 234.0, 196.0],
        [140.0, 206.0, 187.0],
        [72.0, 159.0, 181.0],
        [35.0, 103.0, 157.0],
        [18.0, 46.0, 98.0],
    ];
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let place = share * (STOPS.len() - 1) as f64;
    let first = (place as usize).min(STOPS.len() - 2);
    let part = place - first as f64;
    let channel = |c: usize| {
        let (a, b) = (STOPS[first][c], STOPS[first + 1][c]);
        (a + part * (b - a)).round() as u8
    };
    format!("#{:02x}{:02x}{:02x}", channel(0), channel(1), channel(2))
}

/// Fill and ink of a level of evidence: the darker, the stronger.
pub(crate) fn level(name: &str) -> (&'static str, &'static str) {
    match name {
        "A" => ("#122e62", "#ffffff"),
        "B" => ("#23679d", "#ffffff"),
        "C" => ("#8ccebb", INK),
        "D" => ("#d6eac4", INK),
        _ => ("#ececec", INK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: &str) -> f64 {
        let channel = |k: usize| {
            let value = u8::from_str_radix(&colour[k..k + 2], 16).unwrap();
            let c = f64::from(value) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                libm::pow((c + 0.055) / 1.055, 2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn inks_have_the_contrast_of_wcag_aa_on_white_and_on_the_forecast_ground() {
        let inks = (0..6).map(|k| categorical(k).ink).chain([INK, GREY]);
        for ink in inks {
            for ground in ["#ffffff", GROUND] {
                let contrast = (luminance(ground) + 0.05) / (luminance(ink) + 0.05);
                assert!(contrast >= 4.5, "{ink} on {ground}: {contrast}");
            }
        }
    }

    #[test]
    fn inks_have_the_contrast_of_wcag_aa_on_dark_ground() {
        let dark = |light: &str| DARK.iter().find(|(from, _)| *from == light).unwrap().1;
        for ink in (0..6).map(|k| categorical(k).ink).chain([INK, GREY]) {
            let contrast = (luminance(dark(ink)) + 0.05) / (luminance(dark("#ffffff")) + 0.05);
            assert!(contrast >= 4.5, "{ink}: {contrast}");
        }
        assert!(dark_style().contains("[fill=\"#1a1a1a\"]{fill:#e8e8e8}"));
    }

    #[test]
    fn levels_have_the_contrast_of_wcag_aa() {
        for name in ["A", "B", "C", "D", "E", "?"] {
            let (fill, ink) = level(name);
            let [a, b] = [luminance(fill), luminance(ink)].map(|light| light + 0.05);
            assert!(a.max(b) / a.min(b) >= 4.5, "{name}");
        }
    }

    #[test]
    fn the_ramp_darkens_evenly_enough_to_read_in_grey() {
        let steps: Vec<f64> = (0..=20)
            .map(|k| luminance(&sequential(f64::from(k) / 20.0)))
            .collect();
        assert!(steps.windows(2).all(|pair| pair[0] > pair[1]), "{steps:?}");
    }
}
