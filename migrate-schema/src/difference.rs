use std::collections::HashSet;
use std::fmt;

use crate::excerpt;
use crate::ignore::Ignore;
use crate::kind::{Kind, Property};
use crate::name::Name;
use crate::schema::{Object, Schema};

/// A difference between an object of a live schema and the expected one.
///
/// `Display` shows it in words, with the migrations as the expected schema. The methods return it
/// as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    kind: Kind,
    name: Name,
    change: Change,
    /// The property that best describes the whole object.
    summary: Option<String>,
}

/// How an object differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The object exists, but should not.
    Added,
    /// The object does not exist, but should.
    Removed,
    /// A property has another value.
    Changed {
        /// The property.
        property: Property,
        /// The actual value.
        found: Option<String>,
        /// The expected value.
        expected: Option<String>,
    },
}

impl Difference {
    /// The kind of the object.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name of the object.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// How the object differs.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// The difference in words. `here` names the schema that was found and `there` the expected
    /// one.
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
                    // The values make clear what they describe.
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
    /// Compares this schema, usually a live one, with the expected one. The differences are sorted
    /// by name; there are none if both schemas are the same.
    ///
    /// If a table, view or domain is missing on one side, its parts are not listed.
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

/// Removes the parts of objects that were themselves added or removed.
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
