use super::boot::{round_trips, up_to_date};
use crate::bench::Bench;
use crate::database::Engine;
use crate::figures::{Figures, What, number};
use crate::migrations::{self, Kind};
use crate::program::Tool;
use crate::result::Result;

pub(super) fn measure(bench: &Bench, figures: &mut Figures, engine: Engine) -> Result {
    for size in [1_000, 10_000].map(|size| bench.size(size)) {
        for mut one in up_to_date(bench, engine, Tool::of(engine), size)? {
            let nothing = round_trips(&one)?;
            let layout = one.tool.layout();
            one.directory = migrations::directory(bench, layout, Kind::Rows, size + 1)?;
            let more = number(round_trips(&one)?.saturating_sub(nothing));
            figures.add(one.tool.name(), What::MoreRoundTrips, size, vec![more]);
        }
    }
    Ok(())
}
