//! User-defined types.

use crate::kind::{Kind, Property};
use crate::postgres::outside;
use crate::postgres::select::{Select, collation, nullability, optional};

pub(super) fn enums() -> Select {
    types(Kind::Enum, 'e').property(
        Property::Labels,
        "(SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) \
         FROM pg_enum l WHERE l.enumtypid = t.oid)",
    )
}

pub(super) fn domains() -> Select {
    types(Kind::Domain, 'd')
        .property(Property::Type, "format_type(t.typbasetype, t.typtypmod)")
        .property(Property::Nullability, &nullability("t.typnotnull"))
        .property(Property::Default, "pg_get_expr(t.typdefaultbin, 0)")
        .property(
            Property::Collation,
            &collation("t.typcollation", "b.typcollation"),
        )
        .join("JOIN pg_type b ON b.oid = t.typbasetype")
}

pub(super) fn composite_types() -> Select {
    types(Kind::CompositeType, 'c')
        .property(
            Property::Attributes,
            "(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) \
             || CASE WHEN a.attcollation <> b.typcollation THEN ' COLLATE ' || a.attcollation::regcollation \
             ELSE '' END, ', ' ORDER BY a.attnum) FROM pg_attribute a JOIN pg_type b ON b.oid = a.atttypid \
             WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)",
        )
        .join("JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'")
}

pub(super) fn range_types() -> Select {
    types(Kind::RangeType, 'r')
        .property(
            Property::Definition,
            &[
                "'SUBTYPE = ' || format_type(r.rngsubtype, NULL) || ', SUBTYPE_OPCLASS = ' || \
                 (SELECT quote_ident(k.nspname) || '.' || quote_ident(o.opcname) FROM pg_opclass o \
                 JOIN pg_namespace k ON k.oid = o.opcnamespace WHERE o.oid = r.rngsubopc)",
                &optional("COLLATION", "r.rngcollation", "regcollation"),
                &optional("CANONICAL", "r.rngcanonical", "regproc"),
                &optional("SUBTYPE_DIFF", "r.rngsubdiff", "regproc"),
            ]
            .concat(),
        )
        .join("JOIN pg_range r ON r.rngtypid = t.oid")
}

/// Types `t` of a kind, and their schemas `n`.
fn types(kind: Kind, letter: char) -> Select {
    Select::of(kind)
        .parts(["n.nspname", "t.typname"])
        .from(type_(letter))
        .comment("pg_type", "t.oid", "0")
}

pub(super) fn type_(letter: char) -> String {
    format!(
        "pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND t.typtype = '{letter}' AND {} AND {}",
        outside::user_schema(),
        outside::no_member("pg_type", "t.oid"),
    )
}
