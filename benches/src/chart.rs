//! A chart of a row: how its figures grow with the number of migrations.

use std::path::Path;

use plotters::prelude::*;

use crate::figures::{Figures, OURS, What, number, thousands};
use crate::result::Result;
use crate::row::Row;

const SIZE: (u32, u32) = (760, 420);
const FONT: (&str, u32) = ("sans-serif", 15);

/// The lines of limits and of contestants that are not listed are grey.
const COLOURS: [(&str, RGBColor); 4] = [
    (OURS, RGBColor(204, 51, 17)),
    ("sqlx", RGBColor(0, 119, 187)),
    ("refinery", RGBColor(0, 153, 136)),
    ("diesel", RGBColor(170, 51, 170)),
];
const GREY: RGBColor = RGBColor(110, 110, 110);

/// Draws the first figure of a row over the sizes, both logarithmic. Returns false if there is
/// nothing to draw.
pub(crate) fn draw(file: &Path, row: &Row, figures: &Figures) -> Result<bool> {
    let Some(what) = figures
        .whats()
        .first()
        .copied()
        .filter(|what| is_time(*what))
    else {
        return Ok(false);
    };
    let sizes = figures.sizes(what);
    let (Some(first), Some(last)) = (sizes.first(), sizes.last()) else {
        return Ok(false);
    };
    let lines: Vec<Line<'_>> = lines(figures, what);
    let values = || {
        lines
            .iter()
            .flat_map(|line| line.points.iter().map(|(_, value)| *value))
    };
    let lowest = values().fold(f64::INFINITY, f64::min);
    let highest = values().fold(0.0, f64::max);
    if first == last || lowest <= 0.0 {
        return Ok(false);
    }
    let root = SVGBackend::new(file, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption(row.title.replace('`', ""), FONT)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(70)
        .build_cartesian_2d(
            (number(*first)..number(*last)).log_scale(),
            (lowest / 1.5..highest * 1.5).log_scale(),
        )?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("migrations")
        .y_desc(what.words())
        .x_labels(sizes.len())
        .x_label_formatter(&|size| label(*size, &sizes))
        .y_label_formatter(&|value| what.show(*value))
        .label_style(FONT)
        .draw()?;
    for line in &lines {
        let colour = line.colour;
        let points = line.points.iter().copied();
        chart
            .draw_series(LineSeries::new(points, colour.stroke_width(line.width)).point_size(3))?
            .label(line.who)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .label_font(FONT)
        .draw()?;
    root.present()?;
    Ok(true)
}

struct Line<'f> {
    who: &'f str,
    points: Vec<(f64, f64)>,
    colour: RGBColor,
    width: u32,
}

fn lines(figures: &Figures, what: What) -> Vec<Line<'_>> {
    let line = |who| {
        let size = |size| Some((number(size), figures.get(who, what, size)?.median));
        let known = COLOURS.iter().find(|(known, _)| *known == who);
        Line {
            who,
            points: figures.sizes(what).into_iter().filter_map(size).collect(),
            colour: known.map_or(GREY, |(_, colour)| *colour),
            width: if who == OURS { 3 } else { 1 },
        }
    };
    figures.whos(what).into_iter().map(line).collect()
}

/// Only the sizes have labels.
fn label(at: f64, sizes: &[usize]) -> String {
    let size = sizes.iter().find(|size| (number(**size) - at).abs() < 0.5);
    size.map(|size| thousands(*size)).unwrap_or_default()
}

fn is_time(what: What) -> bool {
    matches!(what, What::Time | What::MoreTime)
}
