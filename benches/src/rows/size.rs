use std::fs;

use crate::bench::{Bench, Profile};
use crate::figures::{Figures, OURS, What, number};
use crate::migrations::{Kind, bytes};
use crate::result::Result;
use crate::service::{Carrier, Service};

pub(super) fn measure(bench: &Bench, figures: &mut Figures) -> Result {
    for (who, carrier, sizes) in [
        (OURS, Carrier::Ours, &[1_000, 10_000][..]),
        ("sqlx", Carrier::Sqlx, &[1_000]),
    ] {
        let one = length(bench, carrier, 1)?;
        for size in sizes.iter().map(|size| bench.size(*size)) {
            let more = length(bench, carrier, size)? - one;
            let text = bytes(Kind::Tables, size) - bytes(Kind::Tables, 1);
            let each = (more - number(text)) / number(size - 1);
            figures.add(who, What::Bytes, size, vec![each]);
        }
    }
    Ok(())
}

fn length(bench: &Bench, carrier: Carrier, count: usize) -> Result<f64> {
    let service = Service::new(bench, carrier, count, Profile::Release)?;
    service.build()?;
    let length = fs::metadata(service.file())?.len();
    Ok(number(usize::try_from(length)?))
}
