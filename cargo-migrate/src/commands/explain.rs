use comfy_table::{Table, presets};
use migrate_directory::Code;

use crate::failure::Failure;

pub(crate) fn run(code: Option<&str>) -> Result<(), Failure> {
    let Some(name) = code else {
        list();
        return Ok(());
    };
    match Code::named(name) {
        Some(code) => {
            print!("{}", code.page());
            Ok(())
        }
        None => Err(Failure::usage(format!(
            "there is no code `{name}`\n  = help: `cargo migrate explain` lists them"
        ))),
    }
}

fn list() {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    for code in Code::ALL {
        table.add_row([code.name(), code.category().name(), code.summary()]);
    }
    println!("{table}");
}
