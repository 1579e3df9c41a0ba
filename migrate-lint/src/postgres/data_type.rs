use std::fmt;

use serde::{Deserialize, Serialize};

use super::name::quoted;

/// A type as a statement names it, under the server's own name (`int4` for `integer`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DataType {
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
    /// What is in parentheses, if it is numbers.
    pub(crate) modifiers: Vec<i32>,
    pub(crate) array: bool,
}

/// Types that the server brings along and that columns have, by their own names.
const BUILT_IN: [&str; 73] = [
    "int2",
    "int4",
    "int8",
    "numeric",
    "float4",
    "float8",
    "money",
    "bool",
    "text",
    "varchar",
    "bpchar",
    "char",
    "name",
    "bytea",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "uuid",
    "json",
    "jsonb",
    "jsonpath",
    "xml",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "bit",
    "varbit",
    "point",
    "line",
    "lseg",
    "box",
    "path",
    "polygon",
    "circle",
    "tsvector",
    "tsquery",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "int4multirange",
    "int8multirange",
    "nummultirange",
    "tsmultirange",
    "tstzmultirange",
    "datemultirange",
    "oid",
    "xid",
    "xid8",
    "cid",
    "tid",
    "regclass",
    "regproc",
    "regprocedure",
    "regtype",
    "regrole",
    "regnamespace",
    "regconfig",
    "regdictionary",
    "regoper",
    "regoperator",
    "regcollation",
    "pg_lsn",
    "txid_snapshot",
    "pg_snapshot",
    "refcursor",
    "record",
];

impl DataType {
    /// A type without modifiers, by any of its names.
    pub(crate) fn plain(name: &str) -> Self {
        Self::new(None, name, Vec::new())
    }

    pub(crate) fn new(schema: Option<String>, name: &str, modifiers: Vec<i32>) -> Self {
        let schema = schema.filter(|schema| schema != "pg_catalog");
        let (mut name, mut modifiers) = (name.to_owned(), modifiers);
        if schema.is_none() {
            (name, modifiers) = canonical(&name, modifiers);
        }
        Self {
            schema,
            name,
            modifiers,
            array: false,
        }
    }

    /// Whether it is a type of the server's own, or a pseudo type that makes a column.
    pub(crate) fn is_built_in(&self) -> bool {
        self.schema.is_none() && (BUILT_IN.contains(&self.name.as_str()) || self.is_serial())
    }

    /// Whether drivers take a value of one type for one of the other.
    pub(crate) fn reads_like(&self, other: &Self) -> bool {
        const TEXTS: [&str; 5] = ["text", "varchar", "bpchar", "name", "citext"];
        let texts = self.is_one_of(&TEXTS) && other.is_one_of(&TEXTS);
        texts || (&self.name, &self.schema, self.array) == (&other.name, &other.schema, other.array)
    }

    /// Whether parentheses may follow it, as far as that is known.
    pub(crate) fn takes_modifiers(&self) -> bool {
        const TAKE: [&str; 10] = [
            "numeric",
            "varchar",
            "bpchar",
            "bit",
            "varbit",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
        ];
        !self.is_built_in() || TAKE.contains(&self.name.as_str())
    }

    /// What a type of other databases is called here.
    pub(crate) fn of_other_database(&self) -> Option<&'static str> {
        if self.schema.is_some() {
            return None;
        }
        Some(match self.name.as_str() {
            "datetime" | "datetime2" | "smalldatetime" => "timestamptz",
            "tinyint" => "smallint",
            "mediumint" => "integer",
            "double" => "double precision",
            "number" => "numeric",
            "varchar2" | "nvarchar" | "nvarchar2" => "varchar",
            "tinytext" | "mediumtext" | "longtext" | "ntext" | "clob" => "text",
            "blob" | "tinyblob" | "mediumblob" | "longblob" | "binary" | "varbinary" => "bytea",
            "uniqueidentifier" => "uuid",
            _ => return None,
        })
    }

    /// Whether an extension brings a type of that name, which may be there without the migrations.
    pub(crate) fn is_of_extension(&self) -> bool {
        const KNOWN: [&str; 27] = [
            "box2d",
            "box3d",
            "citext",
            "cube",
            "ean13",
            "earth",
            "geography",
            "geometry",
            "halfvec",
            "hstore",
            "isbn",
            "isbn13",
            "ismn",
            "ismn13",
            "issn",
            "issn13",
            "lo",
            "lquery",
            "ltree",
            "ltxtquery",
            "query_int",
            "raster",
            "seg",
            "semver",
            "sparsevec",
            "upc",
            "vector",
        ];
        // The server's own names of arrays and internals begin so.
        let is_internal = self.name.starts_with('_') || self.name.starts_with("pg_");
        is_internal || KNOWN.contains(&self.name.as_str())
    }

    /// The names that a mistyped one may have meant.
    pub(crate) fn known_names() -> impl Iterator<Item = &'static str> {
        const SPELT: [&str; 16] = [
            "integer",
            "int",
            "bigint",
            "smallint",
            "decimal",
            "boolean",
            "character",
            "varying",
            "double",
            "real",
            "serial",
            "bigserial",
            "smallserial",
            "timestamp",
            "timestamptz",
            "varchar",
        ];
        BUILT_IN.into_iter().chain(SPELT)
    }

    pub(crate) fn is_serial(&self) -> bool {
        self.serial_base().is_some()
    }

    /// What a serial type is stored as.
    pub(crate) fn serial_base(&self) -> Option<&'static str> {
        if self.schema.is_some() || self.array {
            return None;
        }
        match self.name.as_str() {
            "serial" | "serial4" => Some("int4"),
            "bigserial" | "serial8" => Some("int8"),
            "smallserial" | "serial2" => Some("int2"),
            _ => None,
        }
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.schema.is_none() && !self.array && self.name == name
    }

    pub(crate) fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }
}

/// The server's name for a type, and the modifiers with the defaults that it adds.
fn canonical(name: &str, modifiers: Vec<i32>) -> (String, Vec<i32>) {
    let name = match name {
        "int" | "integer" => "int4",
        "bigint" => "int8",
        "smallint" => "int2",
        "decimal" | "dec" => "numeric",
        "boolean" => "bool",
        "real" => "float4",
        "double precision" => "float8",
        "float" => match modifiers.first() {
            Some(1..=24) => return ("float4".to_owned(), Vec::new()),
            _ => return ("float8".to_owned(), Vec::new()),
        },
        "character varying" => "varchar",
        "character" => {
            let length = if modifiers.is_empty() {
                vec![1]
            } else {
                modifiers
            };
            return ("bpchar".to_owned(), length);
        }
        "bit varying" => "varbit",
        "bit" if modifiers.is_empty() => return ("bit".to_owned(), vec![1]),
        "numeric" if modifiers.len() == 1 => {
            return ("numeric".to_owned(), vec![modifiers[0], 0]);
        }
        "timestamp without time zone" => "timestamp",
        "timestamp with time zone" => "timestamptz",
        "time without time zone" => "time",
        "time with time zone" => "timetz",
        other => other,
    };
    let modifiers = if name == "numeric" && modifiers.len() == 1 {
        vec![modifiers[0], 0]
    } else {
        modifiers
    };
    (name.to_owned(), modifiers)
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{}.", quoted(schema))?;
        }
        let name = match self.name.as_str() {
            "int4" => "integer",
            "int8" => "bigint",
            "int2" => "smallint",
            "bool" => "boolean",
            "float4" => "real",
            "float8" => "double precision",
            "bpchar" => "char",
            "varbit" => "bit varying",
            other => other,
        };
        f.write_str(name)?;
        if !self.modifiers.is_empty() {
            let numbers: Vec<String> = self.modifiers.iter().map(i32::to_string).collect();
            write!(f, "({})", numbers.join(","))?;
        }
        if self.array {
            f.write_str("[]")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_one_name() {
        let shown = |name: &str, modifiers: &[i32]| {
            DataType::new(None, name, modifiers.to_vec()).to_string()
        };
        assert_eq!(shown("int", &[]), "integer");
        assert_eq!(shown("decimal", &[10]), "numeric(10,0)");
        assert_eq!(shown("character", &[]), "char(1)");
        assert_eq!(shown("float", &[24]), "real");
        assert!(DataType::plain("bigserial").is_built_in());
    }
}
