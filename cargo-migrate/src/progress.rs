//! A progress bar that shows what the runner's tracing spans say.

use std::fmt::Write;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// How much of a statement is shown.
const SHOWN: usize = 60;

/// Shows the work that is going on until it is dropped. Only on a terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// `count` migrations are to be applied or reverted.
    pub(crate) fn begin(count: usize) -> Self {
        let bar = ProgressBar::new(count as u64);
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {pos}/{len} {elapsed} {wide_msg}")
        {
            bar.set_style(style);
        }
        // Without a terminal, indicatif draws nothing.
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        let layer = Spans {
            bar: bar.clone(),
            migration: Mutex::default(),
        };
        // A second subscriber cannot be set; then the bar shows the number alone.
        let _ = tracing_subscriber::registry().with(layer).try_init();
        Self(bar)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

struct Spans {
    bar: ProgressBar,
    /// The one at work.
    migration: Mutex<String>,
}

impl<S: Subscriber> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let Ok(mut migration) = self.migration.lock() else {
            return;
        };
        match attributes.metadata().name() {
            "apply" => {
                *migration = fields.first;
                self.bar.set_message(migration.clone());
            }
            "statement" => {
                let line = first_line(&fields.sql);
                self.bar
                    .set_message(format!("{migration}, statement {}: {line}", fields.number));
            }
            _ => {}
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        match fields.event.as_str() {
            "applied" | "reverted" => self.bar.inc(1),
            "waiting" => self
                .bar
                .set_message("another program is migrating, waiting"),
            "retry" => {
                self.bar
                    .set_message(format!("{}, trying again", fields.reason));
            }
            _ => {}
        }
    }
}

fn first_line(sql: &str) -> String {
    let mut lines = sql.split('\n').map(str::trim);
    let line = lines.find(|line| !line.is_empty()).unwrap_or_default();
    if line.chars().count() <= SHOWN {
        return line.to_owned();
    }
    let start: String = line.chars().take(SHOWN).collect();
    format!("{start}…")
}

/// The fields that are shown.
#[derive(Default)]
struct Fields {
    first: String,
    sql: String,
    number: String,
    event: String,
    reason: String,
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = write!(text, "{value:?}");
        self.set(field, text);
    }
}

impl Fields {
    fn set(&mut self, field: &Field, value: String) {
        match field.name() {
            "first" => self.first = value,
            "sql" => self.sql = value,
            "number" => self.number = value,
            "event" => self.event = value,
            "reason" => self.reason = value,
            _ => {}
        }
    }
}
