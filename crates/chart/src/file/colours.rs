//! The colours of a file, on white: those `style/chart.css` has for light pages. And the hatches.

use std::fmt::Write;

/// The colours of series, chosen so that each has a contrast of 3 to 1 with white and that people who see no
/// red or no green tell them apart.
pub const SERIES: [&str; 10] = [
    "#2b7fdb", "#dd6410", "#2f9c8b", "#7d2459", "#6b5201", "#067496", "#4a2596", "#985a52", "#3da14c",
    "#5550c0",
];
/// The colour of what has none of its own.
pub const GREY: &str = "#7b818a";
/// The steps of a heat map, nothing first.
pub const HEAT: [&str; 7] = ["#eef1f5", "#cfe0f3", "#a5c8ec", "#74aae0", "#4485cb", "#2161a8", "#103f78"];
/// Good, warning, critical.
pub const LEVELS: [&str; 3] = ["#22713f", "#9a6206", "#c01f25"];
/// The lines of each hatch on a square of eight, with the end of the class they are for. The first series is
/// plain, as one alone needs none; what is good is pale, and what is critical the darkest.
const HATCHES: [(&str, &str); 13] = [
    ("s1", "M-2 2L2 -2M0 8L8 0M6 10L10 6"),
    ("s2", "M0 2H8M0 6H8"),
    ("s3", "M-2 6L2 10M0 0L8 8M6 -2L10 2"),
    ("s4", "M2 0V8M6 0V8"),
    ("s5", "M0 0L8 8M0 8L8 0"),
    ("s6", "M0 4H8M4 0V8"),
    ("s7", "M2 2h1M6 6h1"),
    ("s8", "M-1 1L1 -1M0 4L4 0M0 8L8 0M4 8L8 4M7 9L9 7"),
    ("s9", "M0 3L2 1L4 3L6 1L8 3M0 7L2 5L4 7L6 5L8 7"),
    ("sx", "M0 4H8M2 0V4M6 4V8"),
    ("good", ""),
    ("warning", "M0 2H4M4 6H8"),
    ("critical", "M0 .5H4M0 1.5H4M0 2.5H4M0 3.5H4M4 4.5H8M4 5.5H8M4 6.5H8M4 7.5H8"),
];
/// The dashes of each series but the first, then of the levels and of grey, where lines can not be told by
/// colour.
const DASHES: [&str; 13] = [
    "8 3",
    "2 3",
    "8 3 2 3",
    "12 4",
    "5 2",
    "1 4",
    "12 3 2 3 2 3",
    "4 4",
    "10 2 4 2",
    "1 2",
    "4 7",
    "20 3",
    "2 8",
];

/// The hatches that surfaces are filled with on paper, for the page to have once: each with its outline and
/// the end of a class. The pattern of `chart__good` is called `chart-good`.
pub fn hatches() -> impl Iterator<Item = (&'static str, &'static str)> {
    HATCHES.into_iter()
}

/// The hatches surfaces are filled with on paper, for a file: the inside of a `defs`.
pub fn patterns() -> String {
    let mut defs = String::new();
    for (name, lines) in HATCHES {
        // Writing to a string does not fail.
        let _ = write!(
            defs,
            "<pattern id=\"chart-{name}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
             <rect class=\"chart__tint chart__{name}\" width=\"8\" height=\"8\"/>\
             <path class=\"chart__hatch\" d=\"{lines}\"/></pattern>"
        );
    }
    defs
}

/// The style of a file.
pub fn style() -> String {
    let mut style = String::from(
        ".chart__file{font-family:system-ui,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','DejaVu Sans',sans-serif;fill:#232a35}\
         .chart__title{font-weight:600}\
         .chart__tick,.chart__sub{fill:#5c6470}\
         .chart__day,.chart__name,.chart__value{fill:#232a35}\
         .chart__empty,.chart__word{fill:#414956}\
         .chart__number{fill:#232a35;font-weight:600}\
         .chart__grid{stroke:#e3e6ea}.chart__base,.chart__mark{stroke:#9aa1ab}\
         .chart__line,.chart__earlier{fill:none;stroke:currentColor;stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}\
         .chart__earlier{stroke-width:1.25;stroke-dasharray:4 4;opacity:.75}\
         .chart__area{fill:currentColor;opacity:.16}.chart__stack{fill:currentColor;opacity:.75}\
         .chart__fill,.chart__dot,.chart__heat,.chart__tint{fill:currentColor}.chart__tint{opacity:.35}\
         .chart__faint{opacity:.45}.chart__hatch{fill:none;stroke:#232a35}\
         .chart__track{fill:#e6e9ee}\
         .chart__threshold{stroke:currentColor;stroke-dasharray:5 3}\
         .chart__threshold-word{fill:currentColor;stroke:#ffffff;stroke-width:3;paint-order:stroke;stroke-linejoin:round}\
         .chart__word.chart__good,.chart__word.chart__warning,.chart__word.chart__critical,.chart__number.chart__good,.chart__number.chart__warning,.chart__number.chart__critical{fill:currentColor}\
         .chart__row{stroke:#e3e6ea}",
    );
    let mut colour = |class: &str, colour: &str| {
        let _ = write!(style, ".{class}{{color:{colour}}}");
    };
    SERIES.iter().enumerate().for_each(|(place, one)| colour(&format!("chart__s{place}"), one));
    colour("chart__sx", GREY);
    HEAT.iter().enumerate().for_each(|(place, one)| colour(&format!("chart__h{place}"), one));
    let levels = ["chart__good", "chart__warning", "chart__critical"];
    levels.iter().zip(LEVELS).for_each(|(level, one)| colour(level, one));
    style.push_str("@media print{");
    style.push_str(".chart__fill,.chart__stack{opacity:1;stroke:currentColor;stroke-width:.75}");
    for (name, _) in HATCHES {
        let _ = write!(
            style,
            ".chart__fill.chart__{name},.chart__stack.chart__{name}{{fill:url(#chart-{name})}}"
        );
    }
    for (dashes, place) in DASHES.iter().zip(1..) {
        let _ = write!(style, ".chart__line.chart__d{place}{{stroke-dasharray:{dashes}}}");
    }
    style.push('}');
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = include_str!("../../../../style/chart.css");

    /// The two colours of each token of the sheet, light and dark.
    fn tokens() -> Vec<(String, String, String)> {
        let token = |line: &str| {
            let (name, rest) = line.trim().strip_prefix("--chart-")?.split_once(": light-dark(")?;
            let (light, dark) = rest.strip_suffix(");")?.split_once(", ")?;
            Some((name.to_owned(), light.to_owned(), dark.to_owned()))
        };
        SHEET.lines().filter_map(token).collect()
    }

    fn linear(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn times(matrix: [[f64; 3]; 3], [r, g, b]: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row[0] * r + row[1] * g + row[2] * b)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let light = |colour| {
            let [r, g, b] = linear(colour);
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (one, other) = (light(one), light(other));
        one.max(other) / one.min(other)
    }

    /// Where a colour is in Oklab, as an eye sees it.
    fn seen(colour: &str, eye: [[f64; 3]; 3]) -> [f64; 3] {
        let cones = times(
            [
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            times(eye, linear(colour)).map(|part| part.max(0.0)),
        );
        times(
            [
                [0.210_454_255_3, 0.793_617_785, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766],
            ],
            cones.map(f64::cbrt),
        )
    }

    const EVERY: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    const NO_RED: [[f64; 3]; 3] = [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ];
    const NO_GREEN: [[f64; 3]; 3] = [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_82, 0.042_94, 0.968_881],
    ];

    #[test]
    fn the_file_has_the_colours_of_the_light_page() {
        let light: Vec<_> = tokens().into_iter().map(|(name, light, _)| (name, light)).collect();
        let check = |name: &str, colour: &str| {
            assert!(
                light.contains(&(name.to_owned(), colour.to_owned())),
                "{name} is not {colour}: {light:?}"
            );
        };
        SERIES.iter().enumerate().for_each(|(place, colour)| check(&place.to_string(), colour));
        HEAT.iter().enumerate().for_each(|(place, colour)| check(&format!("h{place}"), colour));
        check("x", GREY);
        ["good", "warning", "critical"].iter().zip(LEVELS).for_each(|(name, colour)| check(name, colour));
    }

    #[test]
    fn on_paper_the_page_has_the_hatches_and_dashes_of_the_file_and_all_differ() {
        let (_, paper) = SHEET.split_once("@media print, (forced-colors: active) {").unwrap();
        let rules: Vec<_> = paper.lines().map(str::trim).take_while(|line| *line != "}").collect();
        for (name, _) in HATCHES {
            let rule =
                format!(":is(.chart__fill, .chart__stack).chart__{name} {{ fill: url(\"#chart-{name}\"); }}");
            assert!(rules.contains(&rule.as_str()), "{rule}");
        }
        for (dashes, place) in DASHES.iter().zip(1..) {
            let rule = format!(".chart__line.chart__d{place} {{ stroke-dasharray: {dashes}; }}");
            assert!(rules.contains(&rule.as_str()), "{rule}");
        }
        let mut hatches = HATCHES.map(|(_, lines)| lines).to_vec();
        let mut dashes = DASHES.to_vec();
        for all in [&mut hatches, &mut dashes] {
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), HATCHES.len());
        }
    }

    #[test]
    fn colours_stand_out_from_the_ground_and_from_each_other_for_every_eye() {
        let tokens = tokens();
        let series: Vec<_> = tokens.iter().filter(|(name, ..)| name.len() == 1 && name != "x").collect();
        assert_eq!(series.len(), SERIES.len());
        for (name, light, dark) in tokens.iter().filter(|(name, ..)| !name.starts_with('h')) {
            for (colour, ground) in
                [(light, "#ffffff"), (light, "#fafafc"), (dark, "#181c22"), (dark, "#101319")]
            {
                assert!(contrast(colour, ground) >= 3.0, "{name}: {colour} on {ground}");
            }
        }
        for (place, one) in series.iter().enumerate() {
            for (other_place, other) in series[..place].iter().enumerate() {
                // The first six are met most; beyond them dashes and hatches help.
                let least = if place < 6 { 0.09 } else { 0.055 };
                for eye in [EVERY, NO_RED, NO_GREEN] {
                    for (one, other) in [(&one.1, &other.1), (&one.2, &other.2)] {
                        let (a, b) = (seen(one, eye), seen(other, eye));
                        let far = (0..3).map(|at| (a[at] - b[at]).powi(2)).sum::<f64>().sqrt();
                        assert!(
                            far >= least,
                            "{other_place} and {place}: {one} and {other} are {far:.3} apart"
                        );
                    }
                }
            }
        }
    }
}
