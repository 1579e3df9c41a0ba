use migrate_directory::Code;

use crate::failure::Failure;
use crate::output::table;

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
        None => Err(
            Failure::usage(format!("there is no diagnostic code `{name}`"))
                .help("run `cargo migrate explain` to list all codes"),
        ),
    }
}

fn list() {
    let mut table = table(&[]);
    for code in Code::ALL {
        table.add_row([code.name(), code.category().name(), code.summary()]);
    }
    println!("{table}");
}
