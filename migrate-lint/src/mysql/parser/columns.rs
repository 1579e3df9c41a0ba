//! Columns and keys, as `CREATE TABLE` and `ALTER TABLE` define them.

use migrate_directory::Kind;

use super::super::data_type::{DataType, charset_name, charset_of};
use super::super::name::Ident;
use super::super::table::{
    ColumnDef, ColumnSpec, DefaultValue, Definition, Generated, KeyDef, KeyKind, KeyPart,
};
use super::condition;
use super::cursor::Cursor;

/// A column or a key; the cursor ends where it does.
pub(super) fn definition(mut cursor: Cursor<'_>) -> Definition {
    if let Some(key) = key(&mut cursor) {
        return Definition::Key(key);
    }
    let is_column = !cursor.is_any(&["PERIOD", "PARTITION", "CONSTRAINT"]);
    match column(&mut cursor).filter(|_| is_column) {
        Some(column) => Definition::Column(Box::new(column)),
        None => Definition::Unreadable,
    }
}

/// A key or constraint, if one begins here.
pub(super) fn key(cursor: &mut Cursor<'_>) -> Option<KeyDef> {
    let mut ahead = cursor.clone();
    let mut name = None;
    let mut if_not_exists = false;
    if ahead.eat("CONSTRAINT") {
        if_not_exists = ahead.eat_all(&["IF", "NOT", "EXISTS"]);
        if !ahead.is_any(&["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"]) {
            name = ahead.ident();
        }
    }
    let kind: fn(Vec<KeyPart>) -> KeyKind = if ahead.eat_all(&["PRIMARY", "KEY"]) {
        KeyKind::Primary
    } else if ahead.eat_all(&["FOREIGN", "KEY"]) {
        let key = foreign_key(&mut ahead, name, if_not_exists)?;
        *cursor = ahead;
        return Some(key);
    } else if ahead.is("CHECK") && ahead.kind_at(1) == Some(Kind::Open) {
        ahead.advance(1);
        ahead.parentheses()?;
        let enforced = !ahead.eat_all(&["NOT", "ENFORCED"]);
        ahead.eat("ENFORCED");
        *cursor = ahead;
        return Some(KeyDef {
            name,
            kind: KeyKind::Check { enforced },
            if_not_exists,
        });
    } else if ahead.eat("UNIQUE") {
        ahead.eat_any(&["INDEX", "KEY"]);
        KeyKind::Unique
    } else if ahead.eat("FULLTEXT") {
        ahead.eat_any(&["INDEX", "KEY"]);
        KeyKind::Fulltext
    } else if ahead.eat("SPATIAL") {
        ahead.eat_any(&["INDEX", "KEY"]);
        KeyKind::Spatial
    } else if ahead.eat("INDEX") || ahead.eat("KEY") {
        KeyKind::Index
    } else {
        return None;
    };
    if_not_exists |= ahead.eat_all(&["IF", "NOT", "EXISTS"]);
    let key = index(&mut ahead, name, kind, if_not_exists)?;
    *cursor = ahead;
    Some(key)
}

/// `[name] [USING …] (parts)`.
pub(super) fn index(
    cursor: &mut Cursor<'_>,
    mut name: Option<Ident>,
    kind: fn(Vec<KeyPart>) -> KeyKind,
    if_not_exists: bool,
) -> Option<KeyDef> {
    if cursor.kind_at(0) != Some(Kind::Open) && !cursor.is("USING") {
        let own = cursor.ident()?;
        name = name.or(Some(own));
    }
    if cursor.eat("USING") {
        cursor.advance(1);
    }
    let parts = cursor.parentheses()?;
    let parts = parts.list().into_iter().map(part).collect();
    Some(KeyDef {
        name,
        kind: kind(parts),
        if_not_exists,
    })
}

fn part(mut cursor: Cursor<'_>) -> KeyPart {
    let column = cursor.ident();
    KeyPart {
        column,
        prefix: cursor.kind_at(0) == Some(Kind::Open),
    }
}

fn foreign_key(
    cursor: &mut Cursor<'_>,
    name: Option<Ident>,
    if_not_exists: bool,
) -> Option<KeyDef> {
    let if_not_exists = cursor.eat_all(&["IF", "NOT", "EXISTS"]) || if_not_exists;
    let mut own = None;
    if cursor.kind_at(0) != Some(Kind::Open) {
        own = cursor.ident();
    }
    let columns = cursor.idents();
    if !cursor.eat("REFERENCES") {
        return None;
    }
    let table = cursor.name()?;
    let referenced = cursor.idents();
    Some(KeyDef {
        name: name.or(own),
        kind: KeyKind::ForeignKey {
            columns,
            table,
            referenced,
        },
        if_not_exists,
    })
}

/// `name type attributes`.
pub(super) fn column(cursor: &mut Cursor<'_>) -> Option<ColumnDef> {
    let name = cursor.ident()?;
    let mut column = ColumnDef {
        name,
        spec: ColumnSpec::default(),
        unique: false,
        primary: false,
        references: None,
        check: None,
        refuses_rows: false,
        after: None,
    };
    let mut conditions = Vec::new();
    if cursor.eat("SERIAL") {
        column.spec.ty = named("bigint");
        column.spec.ty.unsigned = true;
        column.spec.not_null = Some(true);
        column.spec.auto_increment = true;
        column.unique = true;
    } else {
        column.spec.ty = data_type(cursor)?;
    }
    while !cursor.is_empty() {
        if cursor.is("CONSTRAINT") || cursor.is("CHECK") {
            conditions.extend(check(cursor, &mut column));
        } else {
            attribute(cursor, &mut column);
        }
    }
    let mut conditions = conditions.iter();
    column.refuses_rows = conditions.any(|one| condition::refuses(one, &column.name, &column.spec));
    Some(column)
}

fn named(name: &str) -> DataType {
    DataType {
        name: name.to_owned(),
        ..DataType::default()
    }
}

pub(super) fn data_type(cursor: &mut Cursor<'_>) -> Option<DataType> {
    if cursor.kind_at(0) != Some(Kind::Word) {
        return None;
    }
    let national = cursor.eat("NATIONAL");
    let word = cursor.word()?.to_ascii_lowercase();
    cursor.advance(1);
    let mut ty = named(match word.as_str() {
        "integer" | "int4" => "int",
        "int1" | "bool" | "boolean" => "tinyint",
        "int2" => "smallint",
        "int3" | "middleint" => "mediumint",
        "int8" => "bigint",
        "dec" | "numeric" | "fixed" | "number" => "decimal",
        "float4" => "float",
        "real" | "float8" => "double",
        "character" | "nchar" => "char",
        "varcharacter" | "nvarchar" | "varchar2" => "varchar",
        "long" => "mediumtext",
        "raw" => "varbinary",
        "clob" => "longtext",
        other => other,
    });
    if matches!(word.as_str(), "bool" | "boolean") {
        ty.sizes = vec![1];
    }
    if national || word == "nchar" || word == "nvarchar" {
        ty.charset = Some("utf8mb3".to_owned());
    }
    if cursor.eat("PRECISION") {
        "double".clone_into(&mut ty.name);
    }
    if cursor.eat("VARYING") || word == "long" && cursor.eat("VARCHAR") {
        let name = if word == "long" {
            "mediumtext"
        } else {
            "varchar"
        };
        name.clone_into(&mut ty.name);
    }
    if let Some(inside) = cursor.parentheses() {
        for mut part in inside.list() {
            if let Some(member) = part.string() {
                ty.members.push(member);
            } else if let Some(number) = part.word() {
                ty.sizes.extend(number.parse::<u64>().ok());
            }
        }
    }
    if ty.name == "float" && ty.sizes.len() == 1 && ty.size() > 24 {
        ty = named("double");
    }
    Some(ty)
}

fn attribute(cursor: &mut Cursor<'_>, column: &mut ColumnDef) {
    let spec = &mut column.spec;
    if cursor.eat_all(&["NOT", "NULL"]) {
        spec.not_null = Some(true);
    } else if cursor.eat("NULL") {
        spec.not_null = Some(false);
    } else if cursor.eat("UNSIGNED") || cursor.eat("ZEROFILL") {
        spec.ty.unsigned = true;
    } else if cursor.eat("DEFAULT") {
        spec.default = default_value(cursor);
    } else if cursor.are(&["ON", "UPDATE"]) && column.references.is_none() {
        cursor.advance(3);
        spec.on_update = true;
    } else if cursor.eat("AUTO_INCREMENT") {
        spec.auto_increment = true;
    } else if cursor.eat_all(&["PRIMARY", "KEY"]) || cursor.eat("KEY") {
        column.primary = true;
        spec.not_null = Some(true);
    } else if cursor.eat("UNIQUE") {
        cursor.eat("KEY");
        column.unique = true;
    } else if cursor.eat("COMMENT") {
        cursor.advance(1);
    } else if cursor.eat("COLLATE") {
        spec.ty.collation = cursor.option().map(|name| name.to_lowercase());
        let charset = spec.ty.collation.as_deref().map(charset_of);
        spec.ty.charset = spec.ty.charset.take().or(charset);
    } else if cursor.eat_all(&["CHARACTER", "SET"])
        || cursor.eat_all(&["CHAR", "SET"])
        || cursor.eat("CHARSET")
    {
        spec.ty.charset = cursor.option().map(|name| charset_name(&name));
    } else if cursor.eat("ASCII") {
        spec.ty.charset = Some("latin1".to_owned());
    } else if cursor.is("REFERENCES") {
        references(cursor, column);
    } else if cursor.eat_all(&["GENERATED", "ALWAYS"]) || cursor.is("AS") {
        generated(cursor, column);
    } else if cursor.eat("FIRST") {
    } else if cursor.eat("AFTER") {
        column.after = cursor.ident();
    } else {
        cursor.step();
    }
}

fn references(cursor: &mut Cursor<'_>, column: &mut ColumnDef) {
    let start = cursor.clone();
    cursor.advance(1);
    let Some(table) = cursor.name() else { return };
    let columns = cursor.idents();
    let span = start.before(cursor).span();
    column.references = Some((table, columns, span));
    while cursor.eat_all(&["ON", "DELETE"])
        || cursor.eat_all(&["ON", "UPDATE"])
        || cursor.eat("MATCH")
    {
        // `SET NULL`, `NO ACTION`, or one word.
        cursor.eat_any(&["SET", "NO"]);
        cursor.advance(1);
    }
}

/// What stands between the parentheses, if the CHECK is enforced.
fn check<'t>(cursor: &mut Cursor<'t>, column: &mut ColumnDef) -> Option<Cursor<'t>> {
    if cursor.eat("CONSTRAINT") && !cursor.is("CHECK") {
        cursor.advance(1);
    }
    if !cursor.eat("CHECK") {
        return None;
    }
    let inside = cursor.parentheses();
    let enforced = !cursor.eat_all(&["NOT", "ENFORCED"]);
    cursor.eat("ENFORCED");
    column.check = Some(enforced || column.check == Some(true));
    inside.filter(|_| enforced)
}

fn generated(cursor: &mut Cursor<'_>, column: &mut ColumnDef) {
    cursor.eat("AS");
    if cursor.parentheses().is_none() {
        // MariaDB's columns of system versioning: `AS ROW START`.
        cursor.advance(2);
        column.spec.generated = Some(Generated::Stored);
        return;
    }
    let stored = cursor.eat("STORED") || cursor.eat("PERSISTENT");
    cursor.eat("VIRTUAL");
    column.spec.generated = Some(if stored {
        Generated::Stored
    } else {
        Generated::Virtual
    });
}

/// What follows `DEFAULT`.
pub(super) fn default_value(cursor: &mut Cursor<'_>) -> Option<DefaultValue> {
    const NOW: [&str; 5] = [
        "CURRENT_TIMESTAMP",
        "NOW",
        "LOCALTIME",
        "LOCALTIMESTAMP",
        "SYSDATE",
    ];
    if let Some(inside) = cursor.parentheses() {
        return Some(DefaultValue::Expression(inside.compact()));
    }
    if cursor.eat("NULL") {
        return Some(DefaultValue::Null);
    }
    if cursor.eat_any(&NOW) {
        cursor.parentheses();
        return Some(DefaultValue::Now);
    }
    if cursor.are(&["NEXT", "VALUE", "FOR"]) {
        cursor.advance(3);
        cursor.name()?;
        return Some(DefaultValue::Expression("nextval()".to_owned()));
    }
    let mut text = String::new();
    if cursor.is_symbol("-") || cursor.is_symbol("+") {
        text.push_str(cursor.word()?);
        cursor.advance(1);
    }
    if cursor.kind_at(0) == Some(Kind::Word) && cursor.kind_at(1) == Some(Kind::Open) {
        let start = cursor.clone();
        cursor.advance(1);
        cursor.parentheses();
        let call = start.before(cursor).compact();
        return Some(DefaultValue::Expression(call));
    }
    // `_utf8mb4'x'`, `b'0'`.
    let introduces =
        cursor.kind_at(0) == Some(Kind::Word) && cursor.kind_at(1) == Some(Kind::String);
    cursor.advance(usize::from(introduces));
    text.push_str(cursor.word()?);
    cursor.advance(1);
    while cursor.is_symbol(".") {
        text.push('.');
        cursor.advance(1);
        text.push_str(cursor.word().unwrap_or_default());
        cursor.advance(1);
    }
    Some(DefaultValue::Literal(text))
}
