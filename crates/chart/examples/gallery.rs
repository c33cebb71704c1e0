//! Writes every sample as a page that can be looked at, in light and dark, beside its file and its picture.

use std::{fmt::Write, fs, path::Path};

use chart::{Drawing, RANGE, Scene, draw, gallery, markup, patterns, to_png, to_svg};
use jiff::tz::TimeZone;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("target/screens");
    fs::create_dir_all(&folder)?;
    let styles =
        ["tokens.css", "base.css", "chart.css"].map(|name| fs::read_to_string(root.join("style").join(name)));
    let mut style = String::new();
    for one in styles {
        style.push_str(&one?);
    }
    fs::write(folder.join("gallery.css"), style)?;
    let mut page = String::from(PAGE);
    write!(page, "<svg class=\"chart__defs\" aria-hidden=\"true\"><defs>{}</defs></svg>", patterns())?;
    for (place, (title, graph, figures)) in gallery().iter().enumerate() {
        let sizes = [(560.0, 260.0), (560.0, 260.0), (260.0, 160.0)];
        page.push_str("<section>");
        for (theme, size) in ["light", "dark", "light"].into_iter().zip(sizes) {
            let zone = TimeZone::UTC;
            let (from_ms, to_ms) = RANGE;
            let scene =
                Scene { graph, figures, zone: &zone, zone_name: "UTC", size, from_ms, to_ms, hidden: &[] };
            let drawing = draw(&scene);
            write!(
                page,
                "<article class={theme} style=\"width:{}px\"><h2>{title}</h2>{}</article>",
                size.0,
                inside(&drawing)
            )?;
            if theme == "dark" {
                let svg =
                    to_svg(&drawing, title, &["Samples of the gallery".to_owned(), drawing.summary.clone()]);
                fs::write(folder.join(format!("{place:02}.svg")), &svg)?;
                fs::write(folder.join(format!("{place:02}.png")), to_png(&svg, 1.5)?)?;
            }
        }
        page.push_str("</section>");
    }
    fs::write(folder.join("gallery.html"), page)?;
    Ok(())
}

fn inside(drawing: &Drawing) -> String {
    let mut html = String::from("<div class=chart>");
    if drawing.rows.is_none() {
        let (width, height) = (drawing.width, drawing.height);
        let shapes = markup(drawing);
        html += &format!(
            "<svg class=chart__drawing width={width} height={height} viewBox=\"0 0 {width} {height}\">{shapes}</svg>"
        );
    }
    html += "<ul class=chart__legend>";
    for item in &drawing.legend {
        let (class, outline) = item.sign();
        let (label, value) = (escaped(&item.label), &item.value);
        html += &format!(
            "<li class=chart__item><svg class=chart__swatch><path class=\"{class}\" d=\"{outline}\"/></svg><span class=chart__label>{label}</span> <b>{value}</b></li>"
        );
    }
    html += "</ul>";
    if let Some(table) = &drawing.rows {
        html += "<table class=chart__table><thead><tr>";
        for (place, name) in table.header.iter().enumerate() {
            let class = if place < table.keys { "" } else { "chart__figure" };
            html += &format!("<th class=\"{class}\">{}</th>", escaped(name));
        }
        html += "</tr></thead><tbody>";
        for row in &table.rows {
            html += "<tr>";
            for (place, cell) in row.iter().enumerate() {
                let class = if place < table.keys { "" } else { "chart__figure" };
                let bar = cell.part.map_or_else(String::new, |part| {
                    format!(
                        "<svg class=chart__part><rect width=\"{:.1}%\" height=\"100%\"/></svg>",
                        part * 100.0
                    )
                });
                html += &format!(
                    "<td class=\"{class}\">{bar}<span class=chart__amount>{}</span></td>",
                    escaped(&cell.text)
                );
            }
            html += "</tr>";
        }
        html += "</tbody></table>";
    }
    html + "</div>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\0', "\u{fffd}")
}

const PAGE: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Gallery</title>\
<link rel=stylesheet href=gallery.css><style>\
body{display:block;padding:16px;height:auto;overflow:visible}\
section{display:flex;gap:16px;margin-bottom:16px;break-inside:avoid}\
article{flex:none;padding:12px 14px;border:1px solid var(--line);border-radius:6px;background:var(--ground-raised);color:var(--ink);box-sizing:content-box}\
h2{margin:0 0 8px;font-size:13px;font-weight:600}\
.light{color-scheme:light}.dark{color-scheme:dark}\
@media print{article:nth-child(n+2){display:none}}</style>";
