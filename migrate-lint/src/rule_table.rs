/// The rules for one database: a module each, named for its code, with a function that looks at a `Check`.
macro_rules! rules {
    ($($file:ident $code:ident)*) => {
        $(mod $file;)*

        /// Every rule that looks at single statements, with the code that it reports.
        const RULES: &[(migrate_core::Code, fn(&mut Check<'_>))] =
            &[$((migrate_core::Code::$code, $file::check),)*];

        /// Asks every rule about the statement.
        pub(super) fn check(check: &mut Check<'_>) {
            for (code, rule) in RULES {
                let before = check.found.len();
                rule(check);
                debug_assert!(
                    check.found[before..]
                        .iter()
                        .all(|found| found.code == *code)
                );
            }
        }
    };
}
