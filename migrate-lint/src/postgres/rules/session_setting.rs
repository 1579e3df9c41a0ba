use crate::finding::{Edit, Words};
use crate::postgres::check::Check;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::Span;
use crate::postgres::query::Query;
use crate::postgres::statement::Statement;

/// A setting for the session that the file does not set back.
pub(super) fn check(check: &mut Check<'_>) {
    match &check.parsed.statement {
        Statement::Set {
            parameter,
            local: false,
            explicit,
            values,
        } if !values.is_empty() => {
            of_set(check, parameter, *explicit, values);
        }
        Statement::Select(query) => of_query(check, query),
        _ => {}
    }
}

fn of_set(check: &mut Check<'_>, parameter: &str, explicit: bool, values: &[String]) {
    let span = &check.parsed.span;
    let in_transaction = check.file.transaction.open;
    let help = match parameter {
        "lock_timeout" | "statement_timeout" => format!(
            "write the directive at the top of the file instead: `-- migrate: {}({})`",
            parameter.replace('_', "-"),
            duration(values)
        ),
        "session characteristics" => "remove the statement".to_owned(),
        _ if in_transaction => {
            format!("write `SET LOCAL {parameter} …`, which ends with the transaction")
        }
        _ => format!("write `RESET {parameter}` at the end of the file"),
    };
    let message = format!("{parameter} stays set on the connection after the migration");
    let words = Words::new(message, "outlives the migration", help);
    let local = (in_transaction && !explicit).then(|| Edit {
        // After the first word.
        range: span.start + 3..span.start + 3,
        text: " LOCAL".to_owned(),
    });
    check.report_unless_reset(parameter, span, words, local.into_iter().collect());
}

/// As the directive spells what a setting says, where a number alone is milliseconds.
fn duration(values: &[String]) -> String {
    let value: String = values
        .concat()
        .chars()
        .filter(|one| !one.is_whitespace())
        .collect();
    match value.parse::<u64>() {
        Ok(0) => "0".to_owned(),
        Ok(milliseconds) if milliseconds % 1000 == 0 => format!("{}s", milliseconds / 1000),
        Ok(milliseconds) => format!("{milliseconds}ms"),
        Err(_) => value,
    }
}

/// `set_config(name, value, false)`.
fn of_query(check: &mut Check<'_>, query: &Query) {
    let mut found = Vec::new();
    for expression in &query.expressions {
        expression.walk(&mut |inner| found.extend(session_config(inner)));
    }
    for (parameter, local) in found {
        let help = format!(
            "give it `true` as the third argument: `SELECT set_config('{parameter}', …, true)`"
        );
        let message = format!("{parameter} stays set on the connection after the migration");
        let span = &check.parsed.span;
        let words = Words::new(message, "outlives the migration", help);
        let local = check.file.transaction.open.then(|| Edit {
            range: local,
            text: "true".to_owned(),
        });
        check.report_unless_reset(&parameter, span, words, local.into_iter().collect());
    }
}

fn session_config(expression: &Expr) -> Option<(String, Span)> {
    let ExprKind::Call { name, arguments } = &expression.kind else {
        return None;
    };
    let [parameter, _, local] = arguments.as_slice() else {
        return None;
    };
    let is_session = matches!(local.kind, ExprKind::Bool(false));
    match &parameter.kind {
        ExprKind::String(parameter) if is_session && name.last()? == "set_config" => {
            Some((parameter.to_ascii_lowercase(), local.span.clone()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::SessionSetting, TABLE, "SET search_path = app;");
        assert_snapshot!(found, @r"
        search_path stays set on the connection after the migration [session-setting]
         --> m/2_draft.sql:1:1
          |
        1 | SET search_path = app;
          | ^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: write `SET LOCAL search_path …`, which ends with the transaction; or say above it why it may stay: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn directives_say_the_same() {
        for (value, directive) in [
            ("'90s'", "90s"),
            ("'5 min'", "5min"),
            ("3000", "3s"),
            ("1500", "1500ms"),
            ("0", "0"),
        ] {
            let found = lint_errors(
                Code::SessionSetting,
                "",
                &format!("SET lock_timeout = {value};"),
            );
            assert!(
                found.contains(&format!("`-- migrate: lock-timeout({directive})`")),
                "{found}"
            );
        }
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET LOCAL search_path = public;",
        );
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET work_mem = '1MB'; RESET work_mem;",
        );
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SELECT set_config('work_mem', '1MB', true);",
        );
    }
}
