use super::super::data_type::{charset_name, charset_of};
use super::super::table::TableOptions;
use super::cursor::Cursor;

/// `[DEFAULT] CHARACTER SET = x`, `COLLATE = x` or `ENGINE = x`; goes on by one token otherwise.
pub(super) fn of_table(cursor: &mut Cursor<'_>, options: &mut TableOptions) {
    if let Some((charset, collation)) = charset(cursor) {
        options.charset = charset.or(options.charset.take());
        options.collation = collation.or(options.collation.take());
    } else if cursor.eat("ENGINE") {
        options.engine = cursor.option().map(|name| name.to_lowercase());
    } else if cursor.eat_all(&["PARTITION", "BY"]) {
        options.partitioned = true;
    } else if cursor.eat("COMMENT") {
        cursor.option();
    } else {
        cursor.step();
    }
}

/// A character set and a collation.
pub(super) type Charset = (Option<String>, Option<String>);

/// `[DEFAULT] CHARACTER SET [=] x [[DEFAULT] COLLATE [=] y]`.
pub(super) fn charset(cursor: &mut Cursor<'_>) -> Option<Charset> {
    let mut ahead = cursor.clone();
    ahead.eat("DEFAULT");
    let said = ahead.eat_all(&["CHARACTER", "SET"])
        || ahead.eat_all(&["CHAR", "SET"])
        || ahead.eat("CHARSET");
    let mut charset = said
        .then(|| ahead.option())
        .flatten()
        .map(|name| charset_name(&name));
    let mut after = ahead.clone();
    after.eat("DEFAULT");
    let mut collation = None;
    if after.eat("COLLATE") {
        collation = after.option().map(|name| name.to_lowercase());
        ahead = after;
    }
    if charset.is_none() {
        charset = collation.as_deref().map(charset_of);
    }
    charset.as_ref()?;
    *cursor = ahead;
    // `CONVERT TO CHARACTER SET DEFAULT` means the database's.
    Some((charset.filter(|name| name != "default"), collation))
}
