use crate::mysql::check::{Altered, Check};
use crate::mysql::table::Action;

/// `CONVERT TO CHARACTER SET` of a table with text columns.
pub(in crate::mysql::rules) struct Conversion<'c> {
    pub(in crate::mysql::rules) altered: Altered<'c>,
    pub(in crate::mysql::rules) to: &'c str,
    /// The character set of each text column, where it is known.
    pub(in crate::mysql::rules) charsets: Vec<Option<String>>,
}

pub(in crate::mysql::rules) fn converted<'c>(check: &Check<'c>) -> Option<Conversion<'c>> {
    let altered = check.altered()?;
    let Action::Convert { charset, collation } = altered.action else {
        return None;
    };
    let to = charset.as_deref().unwrap_or("utf8mb4");
    let Some(table) = altered.table.table().filter(|table| table.complete) else {
        let charsets = Vec::new();
        return Some(Conversion {
            altered,
            to,
            charsets,
        });
    };
    let text = table
        .columns
        .iter()
        .filter(|column| column.spec.ty.is_text());
    let charsets: Vec<Option<String>> = text
        .map(|column| table.charset_of(&column.spec).map(str::to_owned))
        .collect();
    let is_kept = collation.is_none() || *collation == table.collation;
    let is_same = is_kept && charsets.iter().all(|one| one.as_deref() == Some(to));
    (!is_same).then_some(Conversion {
        altered,
        to,
        charsets: charsets
            .into_iter()
            .map(|one| one.or(Some("utf8mb4".to_owned())))
            .collect(),
    })
}
