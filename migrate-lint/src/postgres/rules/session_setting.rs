use crate::finding::Edit;
use crate::postgres::check::Check;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::Span;
use crate::postgres::query::Query;
use crate::postgres::statement::Statement;
use crate::words;

/// A session setting that the file does not reset.
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
        "lock_timeout" | "statement_timeout" => words::session_setting::directive(&format!(
            "{}({})",
            parameter.replace('_', "-"),
            duration(values)
        )),
        "session characteristics" => "remove the statement".to_owned(),
        _ if in_transaction => {
            format!("set it for the transaction only: `SET LOCAL {parameter} …`")
        }
        _ => words::session_setting::reset(&format!("RESET {parameter}")),
    };
    let words = words::session_setting::stays_set(parameter, help);
    let local = (in_transaction && !explicit).then(|| Edit {
        // After the first word.
        range: span.start + 3..span.start + 3,
        text: " LOCAL".to_owned(),
    });
    check.report_unless_reset(parameter, span, words, local.into_iter().collect());
}

/// The value as a directive spells it. A number without a unit is milliseconds.
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
        let help =
            format!("set it for the transaction only: `SELECT set_config('{parameter}', …, true)`");
        let span = &check.parsed.span;
        let words = words::session_setting::stays_set(&parameter, help);
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
    fn a_setting_outlives_the_migration() {
        let found = lint_errors(Code::SessionSetting, TABLE, "SET search_path = app;");
        assert_snapshot!(found, @r"
        search_path stays set on the connection after the migration [session-setting]
         --> m/2_draft.sql:1:1
          |
        1 | SET search_path = app;
          | ^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: set it for the transaction only: `SET LOCAL search_path …`; if this is intended, write above the statement: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn a_timeout_has_a_directive() {
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
    fn set_local() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET LOCAL search_path = public;",
        );
    }

    #[test]
    fn a_setting_that_is_reset() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET work_mem = '1MB'; RESET work_mem;",
        );
    }

    #[test]
    fn set_config_for_the_transaction() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SELECT set_config('work_mem', '1MB', true);",
        );
    }
}
