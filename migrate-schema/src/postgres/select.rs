use crate::kind::{Kind, Property};
use crate::scope::Scope;

/// A query for objects: their kind, the parts of their names, and their properties.
pub(super) struct Select {
    kind: String,
    parts: String,
    properties: Vec<String>,
    from: String,
    filters: Vec<String>,
}

impl Select {
    pub(super) fn of(kind: Kind) -> Self {
        Self::of_either(&format!("'{}'", kind.as_str()))
    }

    /// Objects whose kind is the result of an expression.
    pub(super) fn of_either(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            parts: String::new(),
            properties: Vec::new(),
            from: String::new(),
            filters: Vec::new(),
        }
    }

    pub(super) fn parts<const N: usize>(self, parts: [&str; N]) -> Self {
        Self {
            parts: parts.map(marked).join(", "),
            ..self
        }
    }

    pub(super) fn property(mut self, property: Property, expression: &str) -> Self {
        let (word, value) = (property.as_str(), marked(expression));
        self.properties.push(format!("'{word}', {value}"));
        self
    }

    /// Adds the privileges of all roles but the owner, if the scope includes grants. `kind` is the
    /// argument of `acldefault`.
    pub(super) fn grants(self, scope: &Scope, acl: &str, kind: char, owner: &str) -> Self {
        if !scope.grants {
            return self;
        }
        let expression = format!(
            "(SELECT string_agg(g.role || ': ' || g.privileges, '; ' ORDER BY g.role) FROM (\
             SELECT coalesce(quote_ident(r.rolname), 'PUBLIC') AS role, string_agg(a.privilege_type || \
             CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, ', ' ORDER BY a.privilege_type) AS privileges \
             FROM aclexplode(coalesce({acl}, acldefault('{kind}', {owner}))) a \
             LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE a.grantee <> {owner} GROUP BY 1) g)"
        );
        self.property(Property::Grants, &expression)
    }

    pub(super) fn from(self, from: impl Into<String>) -> Self {
        Self {
            from: from.into(),
            ..self
        }
    }

    pub(super) fn join(mut self, join: impl AsRef<str>) -> Self {
        self.from.push(' ');
        self.from.push_str(join.as_ref());
        self
    }

    /// Adds the comment on the object, which is also available as `comment.description`.
    pub(super) fn comment(self, catalogue: &str, oid: &str, column: &str) -> Self {
        self.property(Property::Comment, "comment.description")
            .join(format!(
                "LEFT JOIN pg_description comment ON comment.objoid = {oid} \
                 AND comment.classoid = '{catalogue}'::regclass AND comment.objsubid = {column}"
            ))
    }

    pub(super) fn filter(mut self, filter: impl Into<String>) -> Self {
        self.filters.push(filter.into());
        self
    }
}

/// Puts a mark before a value, because sqlx reads the text `NULL` in an array as null.
fn marked(expression: &str) -> String {
    format!("'=' || ({expression})")
}

/// The value without its mark.
pub(super) fn unmarked(value: &str) -> &str {
    value.strip_prefix('=').unwrap_or(value)
}

pub(super) fn union<const N: usize>(selects: [Select; N]) -> String {
    selects.map(Select::into_sql).join("\nUNION ALL ")
}

impl Select {
    fn into_sql(self) -> String {
        let mut sql = format!(
            "SELECT {}, ARRAY[{}]::text[], ARRAY[{}]::text[] FROM {}",
            self.kind,
            self.parts,
            self.properties.join(", "),
            self.from
        );
        if !self.filters.is_empty() {
            sql.push_str(" WHERE ");
            sql.push_str(&self.filters.join(" AND "));
        }
        sql
    }
}

pub(super) fn nullability(not_null: &str) -> String {
    format!("CASE WHEN {not_null} THEN 'not null' ELSE 'nullable' END")
}

/// The collation, if it is not the one of the type.
pub(super) fn collation(own: &str, of_type: &str) -> String {
    format!("CASE WHEN {own} <> {of_type} THEN {own}::regcollation::text END")
}

/// `, WORD = name`, or nothing if there is no such object.
pub(super) fn optional(word: &str, column: &str, of: &str) -> String {
    format!(" || CASE WHEN {column} <> 0 THEN ', {word} = ' || {column}::{of} ELSE '' END")
}

pub(super) fn options(array: &str) -> String {
    format!("(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest({array}) o)")
}
