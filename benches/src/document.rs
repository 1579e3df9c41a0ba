//! `docs/benchmarks.md`: every row that was measured, in words and charts.

use std::fmt::Write;
use std::fs;

use crate::Result;
use crate::bench::Bench;
use crate::figures::{Figures, What};
use crate::row::Row;
use crate::rows::ROWS;
use crate::{chart, machine};

const HEAD: &str = "# Benchmarks

This page is written by `cargo xtask bench`; do not edit it.

How to read it:

- Compare the ratios. The times are those of one machine.
- All figures of a row come from one run in which the contestants take turns, so a disturbance
  affects all of them. Each figure is a median.
- sqlx, refinery and diesel_migrations read the same SQL in their own layouts and run it with their
  own runners, in programs built in the release profile.
- The shells of the databases (`psql`, `sqlite3`, `mariadb`) show the physical limit.

";

/// Renders everything that was measured so far.
pub(crate) fn render(bench: &Bench) -> Result {
    let measured: Vec<(&Row, Figures)> = ROWS
        .iter()
        .filter_map(|row| Some((row, bench.kept(row)?)))
        .collect();
    let folder = bench.documents();
    let charts = folder.join("benchmarks");
    fs::create_dir_all(&charts)?;
    let machine = wrap(&machine::describe());
    let mut text = format!("{HEAD}{machine}\n\n{}", summary(&measured));
    text += &not_measured(&measured);
    for (row, figures) in &measured {
        text += "\n";
        text += &section(row, figures);
        let chart = format!("{}.svg", row.name);
        if chart::draw(&charts.join(&chart), row, figures)? {
            let _ = writeln!(text, "\n![{}](benchmarks/{chart})", row.title);
        }
    }
    fs::write(folder.join("benchmarks.md"), text)?;
    println!("\nwritten to {}", folder.join("benchmarks.md").display());
    Ok(())
}

/// Every target beside what was measured.
fn summary(measured: &[(&Row, Figures)]) -> String {
    let mut text = "## Targets\n\n| | target | measured | |\n|---|---|---|---|\n".to_owned();
    for (row, figures) in measured {
        let size = main_size(row, figures);
        for target in row.targets {
            let Some(value) = target.value(figures, size) else {
                continue;
            };
            let met = if target.is_met(value) {
                "met"
            } else {
                "**missed**"
            };
            let _ = writeln!(
                text,
                "| [{}](#{}), {} | {} | {} | {met} |",
                row.title,
                anchor(row.title),
                migrations(size),
                target.words(),
                target.show(value)
            );
        }
    }
    text
}

/// The rows of the table that have no figures yet, in words.
fn not_measured(measured: &[(&Row, Figures)]) -> String {
    let is_measured = |row: &Row| measured.iter().any(|(other, _)| other.name == row.name);
    let missing = ROWS.iter().filter(|row| !is_measured(row));
    let titles: Vec<&str> = missing.map(|row| row.title).collect();
    if titles.is_empty() {
        String::new()
    } else {
        format!("\nNot measured yet: {}.\n", titles.join("; "))
    }
}

/// What was measured of a row, also for the terminal.
pub(crate) fn section(row: &Row, figures: &Figures) -> String {
    let mut text = format!("## {}\n\n{}\n", row.title, wrap(row.how));
    for what in figures.whats() {
        text += "\n";
        text += &table(figures, what);
        text += &repetitions(figures, what);
    }
    let size = main_size(row, figures);
    for target in row.targets {
        if let Some(value) = target.value(figures, size) {
            let met = if target.is_met(value) {
                "met"
            } else {
                "missed"
            };
            let (words, shown) = (target.words(), target.show(value));
            let _ = writeln!(
                text,
                "\nTarget with {}: {words}. Measured: {shown}, {met}.",
                migrations(size)
            );
        }
    }
    if let Some(cause) = row.cause {
        let _ = writeln!(text, "\n{}", wrap(cause));
    }
    text
}

/// A line for each contestant, a column for each size, and how the figures grow.
fn table(figures: &Figures, what: What) -> String {
    let sizes = figures.sizes(what);
    let growth = sizes.windows(2).last().filter(|_| what != What::Bytes);
    let mut text = format!("| {} |", what.words());
    for size in &sizes {
        let _ = write!(text, " {} |", migrations(*size));
    }
    if let Some([from, to]) = growth {
        let _ = write!(text, " {} → {} |", thousands(*from), thousands(*to));
    }
    text += "\n|---|";
    text += &"---:|".repeat(sizes.len() + usize::from(growth.is_some()));
    text += "\n";
    for who in figures.whos(what) {
        let _ = write!(text, "| {who} |");
        for size in &sizes {
            let shown = figures
                .get(who, what, *size)
                .map(|one| what.show(one.median));
            let _ = write!(text, " {} |", shown.unwrap_or_default());
        }
        if let Some([from, to]) = growth {
            let median = |size| Some(figures.get(who, what, size)?.median);
            let grown = median(*to)
                .zip(median(*from))
                .filter(|(_, from)| *from > 0.0);
            let shown = grown.map(|(to, from)| format!("×{:.1}", to / from));
            let _ = write!(text, " {} |", shown.unwrap_or_default());
        }
        text += "\n";
    }
    text
}

/// How often each size was measured; nothing of what comes out the same every time.
fn repetitions(figures: &Figures, what: What) -> String {
    let samples = |size: &usize| {
        let all = figures.whos(what).into_iter();
        all.filter_map(|who| Some(figures.get(who, what, *size)?.samples))
            .max()
    };
    let sizes = figures.sizes(what);
    let samples: Vec<usize> = sizes.iter().filter_map(samples).collect();
    if samples.iter().all(|samples| *samples == 1) {
        return String::new();
    }
    let words: Vec<String> = samples.iter().map(usize::to_string).collect();
    format!("\nMedians of {} repetitions.\n", words.join(", "))
}

/// The size of the targets, or the largest in the short form.
fn main_size(row: &Row, figures: &Figures) -> usize {
    let sizes: Vec<usize> = figures
        .whats()
        .iter()
        .flat_map(|what| figures.sizes(*what))
        .collect();
    if sizes.contains(&row.size) {
        row.size
    } else {
        sizes.into_iter().max().unwrap_or(row.size)
    }
}

fn migrations(size: usize) -> String {
    if size == 1 {
        "1 migration".to_owned()
    } else {
        format!("{} migrations", thousands(size))
    }
}

pub(crate) fn thousands(size: usize) -> String {
    if size < 1_000 {
        size.to_string()
    } else {
        format!("{},{:03}", size / 1_000, size % 1_000)
    }
}

/// The same text in lines of at most 100 columns.
fn wrap(text: &str) -> String {
    let mut wrapped = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 100 {
            wrapped.push('\n');
            width = 0;
        } else if width > 0 {
            wrapped.push(' ');
            width += 1;
        }
        wrapped.push_str(word);
        width += length;
    }
    wrapped
}

/// What a heading is called in a link.
fn anchor(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::OURS;
    use crate::row::Target;

    #[test]
    fn long_text_is_wrapped() {
        let (long, rest) = ("x".repeat(98), "y z");
        assert_eq!(wrap(&format!("{long} {rest}")), format!("{long} y\nz"));
    }

    const TARGETS: &[Target] = &[
        Target::ratio(What::Time, "sqlx", 0.5),
        Target::at_most(What::Time, 0.001),
    ];

    #[test]
    fn a_section_has_the_medians_the_growth_and_the_targets() {
        let row = Row {
            name: "row",
            title: "a row",
            size: 1_000,
            targets: TARGETS,
            how: "How.",
            cause: Some("Why."),
            run: |_, _| Ok(()),
        };
        let mut figures = Figures::default();
        figures.add(OURS, What::Time, 1_000, vec![9.0, 0.002, 0.001]);
        figures.add(OURS, What::Time, 10_000, vec![0.02]);
        figures.add("sqlx", What::Time, 1_000, vec![0.02]);
        let expected = "## a row\n\nHow.\n
| time | 1,000 migrations | 10,000 migrations | 1,000 → 10,000 |
|---|---:|---:|---:|
| migrate | 2.0 ms | 20.0 ms | ×10.0 |
| sqlx | 20.0 ms |  |  |

Medians of 3, 1 repetitions.

Target with 1,000 migrations: time ≤ 0.5× sqlx. Measured: 0.10×, met.

Target with 1,000 migrations: time ≤ 1.0 ms. Measured: 2.0 ms, missed.

Why.
";
        assert_eq!(section(&row, &figures), expected);
    }
}
