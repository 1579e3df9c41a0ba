//! Statements that the parser takes for whole and the server does not.

use squawk_syntax::ast::{self, AstNode};

use super::reader::{Place, Reader};
use crate::postgres::data_type::DataType;
use crate::postgres::name::Span;

/// What is missing in the statements, or too much.
pub(super) fn errors(file: &ast::SourceFile, base: usize) -> Vec<(Span, String)> {
    let reader = Reader {
        place: Place::At(base),
        text: None,
        in_body: false,
    };
    let unfinished = file.stmts().filter_map(|statement| {
        let expected = missing(&statement)?;
        let end = reader.span(&statement).end;
        Some((end..end, format!("expected {expected}")))
    });
    let types = file.syntax().descendants().filter_map(ast::Type::cast);
    let modified = types.filter_map(|ty| {
        let shown = reader.data_type(&ty)?;
        let refused = !shown.modifiers.is_empty() && !shown.takes_modifiers();
        let plain = DataType {
            modifiers: Vec::new(),
            ..shown
        };
        refused.then(|| (reader.span(&ty), format!("{plain} takes no length")))
    });
    unfinished.chain(modified).collect()
}

fn missing(statement: &ast::Stmt) -> Option<&'static str> {
    use ast::Stmt as S;
    const ACTION: &str = "an action";
    let unless = |is_there: bool, what| (!is_there).then_some(what);
    match statement {
        S::AlterTable(alter) => {
            let whole = alter.all_in_tablespace().is_some() || alter.actions().next().is_some();
            unless(whole, ACTION)
        }
        S::AlterForeignTable(alter) => unless(alter.actions().next().is_some(), ACTION),
        S::AlterFunction(alter) => unless(alter.action().is_some(), ACTION),
        S::AlterProcedure(alter) => unless(alter.action().is_some(), ACTION),
        S::AlterRoutine(alter) => unless(alter.action().is_some(), ACTION),
        S::CreateTable(create) => {
            let whole = create.table_arg_list().is_some()
                || create.of_type().is_some()
                || create.partition_of().is_some();
            unless(whole, "the columns in parentheses")
        }
        S::DropTable(drop) => unless(
            drop.table_name_refs().next().is_some(),
            "the name of a table",
        ),
        S::Copy(copy) => {
            let whole = copy.copy_direction().is_some() || copy.copy_query().is_some();
            unless(whole, "FROM or TO")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    const BEFORE: &str = "CREATE TABLE t (id int PRIMARY KEY, a int);";

    #[test]
    fn statements_that_lack_a_part() {
        for unfinished in [
            "ALTER TABLE t;",
            "ALTER TABLE ONLY public.t ;",
            "ALTER TABLE t RENAME;",
            "ALTER FUNCTION f();",
            "CREATE TABLE u;",
            "DROP TABLE;",
            "DROP TABLE IF EXISTS;",
            "COPY t;",
            "CREATE TABLE u (a int(11));",
            "ALTER TABLE t ADD COLUMN b text(10)",
        ] {
            lint_errors(Code::Syntax, BEFORE, unfinished);
        }
    }

    #[test]
    fn whole_statements() {
        for whole in [
            "ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default;",
            "ALTER FUNCTION f() SET search_path = '';",
            "CREATE TABLE u ();",
            "CREATE TABLE u OF pair;",
            "COPY (SELECT 1) TO '/tmp/one';",
            "CREATE TABLE u (a numeric(4, 2), b pg_catalog.varchar(3), c vector(3), d interval day to second(3), e float(3));",
        ] {
            lint_ok(Code::Syntax, BEFORE, whole);
        }
    }
}
