use std::fmt;

use serde::{Deserialize, Serialize};

/// A column's type. The names of one type are one: `INTEGER` is `int`, `BOOL` is `tinyint(1)`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DataType {
    /// In lower case; empty if it could not be read.
    pub(crate) name: String,
    /// The numbers in parentheses.
    pub(crate) sizes: Vec<u64>,
    pub(crate) unsigned: bool,
    /// The members of an `ENUM` or `SET`.
    pub(crate) members: Vec<String>,
    /// Where the type says it itself.
    pub(crate) charset: Option<String>,
    pub(crate) collation: Option<String>,
}

/// What a type holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// A number of so many bytes.
    Int(u32),
    Decimal,
    Float,
    Double,
    Bit,
    /// Text of at most so many characters.
    Char,
    Varchar,
    /// Text of at most so many bytes.
    Text(u64),
    Binary,
    Varbinary,
    Blob(u64),
    Enum,
    Set,
    Date,
    Datetime,
    Timestamp,
    Time,
    Year,
    Json,
    Spatial,
    Other,
}

impl DataType {
    pub(crate) fn family(&self) -> Family {
        match self.name.as_str() {
            "tinyint" => Family::Int(1),
            "smallint" => Family::Int(2),
            "mediumint" => Family::Int(3),
            "int" => Family::Int(4),
            "bigint" => Family::Int(8),
            "decimal" => Family::Decimal,
            "float" => Family::Float,
            "double" => Family::Double,
            "bit" => Family::Bit,
            "char" => Family::Char,
            "varchar" => Family::Varchar,
            "tinytext" => Family::Text(255),
            "text" => Family::Text(65_535),
            "mediumtext" => Family::Text(16_777_215),
            "longtext" => Family::Text(4_294_967_295),
            "binary" => Family::Binary,
            "varbinary" => Family::Varbinary,
            "tinyblob" => Family::Blob(255),
            "blob" => Family::Blob(65_535),
            "mediumblob" => Family::Blob(16_777_215),
            "longblob" => Family::Blob(4_294_967_295),
            "enum" => Family::Enum,
            "set" => Family::Set,
            "date" => Family::Date,
            "datetime" => Family::Datetime,
            "timestamp" => Family::Timestamp,
            "time" => Family::Time,
            "year" => Family::Year,
            "json" => Family::Json,
            "geometry" | "point" | "linestring" | "polygon" | "multipoint" | "multilinestring"
            | "multipolygon" | "geometrycollection" | "geomcollection" => Family::Spatial,
            _ => Family::Other,
        }
    }

    /// Whether it is stored in a character set.
    pub(crate) fn is_text(&self) -> bool {
        matches!(
            self.family(),
            Family::Char | Family::Varchar | Family::Text(_) | Family::Enum | Family::Set
        )
    }

    /// The first number in parentheses, or what it is without them.
    pub(crate) fn size(&self) -> u64 {
        let unsaid = match self.family() {
            Family::Decimal => 10,
            Family::Char | Family::Binary | Family::Bit => 1,
            _ => 0,
        };
        self.sizes.first().copied().unwrap_or(unsaid)
    }

    /// The digits after the point.
    pub(crate) fn scale(&self) -> u64 {
        self.sizes.get(1).copied().unwrap_or(0)
    }

    /// How many characters the longest value has.
    pub(crate) fn characters(&self) -> Option<u64> {
        Some(match self.family() {
            Family::Int(1) | Family::Year => 4,
            Family::Int(2) => 6,
            Family::Int(3) => 8,
            Family::Int(4) => 11,
            Family::Int(_) => 20,
            Family::Decimal => self.size() + 2,
            Family::Char | Family::Varchar | Family::Binary | Family::Varbinary => self.size(),
            Family::Text(bytes) | Family::Blob(bytes) => bytes,
            Family::Enum => self
                .members
                .iter()
                .map(|one| one.chars().count() as u64)
                .max()?,
            Family::Set => {
                let commas = self.members.len().saturating_sub(1) as u64;
                let letters = self.members.iter().map(|one| one.chars().count() as u64);
                commas + letters.sum::<u64>()
            }
            Family::Date => 10,
            Family::Datetime | Family::Timestamp => 19 + self.fraction(),
            Family::Time => 10 + self.fraction(),
            _ => return None,
        })
    }

    fn fraction(&self) -> u64 {
        match self.size() {
            0 => 0,
            digits => digits + 1,
        }
    }

    /// How many bytes a character may have; 4 where the character set is not known.
    pub(crate) fn character_bytes(charset: Option<&str>) -> u64 {
        match charset {
            Some(
                "latin1" | "ascii" | "binary" | "latin2" | "latin5" | "latin7" | "cp1250"
                | "cp1251" | "cp1252" | "cp850" | "koi8r" | "koi8u" | "hebrew" | "greek",
            ) => 1,
            Some("ucs2" | "gbk" | "big5" | "sjis" | "euckr" | "cp932") => 2,
            Some("utf8" | "utf8mb3" | "ujis") => 3,
            _ => 4,
        }
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.sizes.is_empty() {
            let sizes: Vec<String> = self.sizes.iter().map(u64::to_string).collect();
            write!(f, "({})", sizes.join(","))?;
        }
        if self.unsigned {
            f.write_str(" unsigned")?;
        }
        Ok(())
    }
}

/// `utf8` is a name of `utf8mb3`.
pub(crate) fn charset_name(name: &str) -> String {
    match name.to_lowercase().as_str() {
        "utf8" => "utf8mb3".to_owned(),
        other => other.to_owned(),
    }
}

/// The character set that a collation belongs to.
pub(crate) fn charset_of(collation: &str) -> String {
    let collation = collation.to_lowercase();
    charset_name(collation.split('_').next().unwrap_or(&collation))
}

/// Whether every text in one character set can be written in the other.
pub(crate) fn holds(charset: &str, other: &str) -> bool {
    match charset {
        "utf8mb4" | "utf16" | "utf32" => true,
        "utf8mb3" | "ucs2" => !matches!(other, "utf8mb4" | "utf16" | "utf32" | "gb18030"),
        _ => charset == other || other == "ascii" && charset != "binary",
    }
}
