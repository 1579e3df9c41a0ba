use std::collections::HashSet;
use std::fmt;

use crate::excerpt;
use crate::ignore::Ignore;
use crate::kind::{Kind, Property};
use crate::name::Name;
use crate::schema::{Object, Schema};

/// In what one object of a live schema is not as expected.
///
/// `Display` says it in words, the expected schema being that of the migrations; the methods give it as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    kind: Kind,
    name: Name,
    change: Change,
    /// The property that says most about the whole object.
    summary: Option<String>,
}

/// What became of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It exists, and should not.
    Added,
    /// It does not exist, and should.
    Removed,
    /// One of its properties is another.
    Changed {
        /// Which property.
        property: Property,
        /// What it is.
        found: Option<String>,
        /// What it should be.
        expected: Option<String>,
    },
}

impl Difference {
    /// What the object is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name of the object.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// What became of it.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// The difference in words, with names for the two sides: what was found is `here`, what was expected `there`.
    ///
    /// ```
    /// # fn main() -> Result<(), migrate_schema::Error> {
    /// # use migrate_schema::{Ignore, Schema};
    /// let old = Schema::parse("schema 1 postgres\ncolumn public.bookings.id\n  type integer\n")?;
    /// let new = Schema::parse("schema 1 postgres\ncolumn public.bookings.id\n  type bigint\n")?;
    /// let differences = new.differences(&old, &Ignore::default());
    /// assert_eq!(
    ///     differences[0].in_words("the baseline", "the old files"),
    ///     "column bookings.id: type bigint in the baseline, integer in the old files"
    /// );
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_words(&self, here: &str, there: &str) -> String {
        let Self { kind, name, .. } = self;
        let summary = match &self.summary {
            Some(summary) => format!("{summary} "),
            None => String::new(),
        };
        let what = match &self.change {
            Change::Added => format!("{summary}in {here}, not in {there}"),
            Change::Removed => format!("{summary}in {there}, not in {here}"),
            Change::Changed {
                property,
                found,
                expected,
            } => {
                let (found, expected) = excerpt::pair(found.as_deref(), expected.as_deref());
                let property = match property {
                    // Its values say what they are about.
                    Property::Nullability => String::new(),
                    property => format!("{property} "),
                };
                format!("{property}{found} in {here}, {expected} in {there}")
            }
        };
        format!("{kind} {name}: {what}")
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words("the database", "the migrations"))
    }
}

impl Schema {
    /// In what this schema, a live one, is not as expected, sorted by name. Empty if both are the same.
    ///
    /// What belongs to a table, view or domain that is wholly missing on one side is not listed beside it.
    /// Grants are compared only if both schemas were read with them.
    pub fn differences(&self, expected: &Schema, ignore: &Ignore) -> Vec<Difference> {
        let with_grants = self.with_grants && expected.with_grants;
        let mut differences = Vec::new();
        for object in self.objects() {
            if ignore.matches(object.name()) {
                continue;
            }
            match expected.get(object) {
                None => differences.push(Difference::whole(object, Change::Added)),
                Some(should) => changed(object, should, with_grants, &mut differences),
            }
        }
        for object in expected.objects() {
            if self.get(object).is_none() && !ignore.matches(object.name()) {
                differences.push(Difference::whole(object, Change::Removed));
            }
        }
        without_parts(&mut differences);
        differences.sort_by(|a, b| (&a.name, a.kind).cmp(&(&b.name, b.kind)));
        differences
    }
}

impl Difference {
    fn whole(object: &Object, change: Change) -> Self {
        let property = match object.kind() {
            Kind::Column | Kind::Domain => Some(Property::Type),
            Kind::Enum => Some(Property::Labels),
            Kind::PrimaryKey | Kind::Unique | Kind::ForeignKey | Kind::Check | Kind::Exclusion => {
                Some(Property::Definition)
            }
            _ => None,
        };
        let value = property.and_then(|property| object.property(property));
        Self {
            kind: object.kind(),
            name: object.name().clone(),
            change,
            summary: value
                .filter(|value| excerpt::is_short(value))
                .map(str::to_owned),
        }
    }
}

fn changed(is: &Object, should: &Object, with_grants: bool, differences: &mut Vec<Difference>) {
    let properties = is.properties().chain(should.properties());
    let mut properties: Vec<Property> = properties.map(|(property, _)| property).collect();
    properties.sort_unstable();
    properties.dedup();
    for property in properties {
        let (found, expected) = (is.property(property), should.property(property));
        if found == expected || (property == Property::Grants && !with_grants) {
            continue;
        }
        differences.push(Difference {
            kind: is.kind(),
            name: is.name().clone(),
            change: Change::Changed {
                property,
                found: found.map(str::to_owned),
                expected: expected.map(str::to_owned),
            },
            summary: None,
        });
    }
}

/// Drops what belongs to something that was itself added or removed.
fn without_parts(differences: &mut Vec<Difference>) {
    let wholes = |change: Change| -> HashSet<Vec<String>> {
        let wholes = differences
            .iter()
            .filter(|difference| difference.kind.has_parts() && difference.change == change);
        wholes
            .map(|difference| difference.name.parts().to_vec())
            .collect()
    };
    let (added, removed) = (wholes(Change::Added), wholes(Change::Removed));
    differences.retain(|difference| {
        let Some(whole) = difference.name.whole() else {
            return true;
        };
        match difference.change {
            Change::Added => !added.contains(whole),
            Change::Removed => !removed.contains(whole),
            Change::Changed { .. } => true,
        }
    });
}
