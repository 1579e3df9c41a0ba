use squawk_syntax::ast::{self, AstNode};

use super::alter::is_cascade;
use super::reader::Reader;
use crate::postgres::name::Name;
use crate::postgres::statement::{Drop, ObjectKind, Statement};

impl Reader<'_> {
    pub(super) fn drop_statement(&self, statement: &ast::Stmt) -> Option<Statement> {
        use ObjectKind as K;
        use ast::Stmt as S;
        // The nodes have the same methods and no trait in common.
        macro_rules! drop {
            ($one:ident, $kind:expr, $names:expr) => {
                Some(Statement::Drop(Drop {
                    cascade: is_cascade($one.drop_behavior()),
                    ..plain($kind, $names, $one.if_exists())
                }))
            };
        }
        macro_rules! drop_functions {
            ($one:ident, $list:ident, $signatures:ident) => {{
                let signatures = $one.$list()?.$signatures();
                let signatures = signatures.map(|one| (self.name(&one), one.param_list()));
                self.drop_functions(signatures, $one.if_exists(), $one.drop_behavior())
            }};
        }
        macro_rules! drop_on {
            ($one:ident, $kind:expr, $name:ident, $table:ident) => {
                Some(Statement::Drop(Drop {
                    on: Some(self.name(&$one.$table()?)?),
                    ..plain(
                        $kind,
                        vec![Name::plain(self.ident(&$one.$name()?))],
                        $one.if_exists(),
                    )
                }))
            };
        }
        match statement {
            S::DropTable(one) => drop!(one, K::Table, self.names(one.table_name_refs())),
            S::DropForeignTable(one) => {
                drop!(one, K::ForeignTable, self.names(one.table_name_refs()))
            }
            S::DropView(one) => drop!(one, K::View, self.names(one.view_refs())),
            S::DropMaterializedView(one) => {
                drop!(one, K::MaterializedView, self.names(one.view_refs()))
            }
            S::DropIndex(one) => Some(Statement::Drop(Drop {
                cascade: is_cascade(one.drop_behavior()),
                concurrently: one.concurrently_token().is_some(),
                ..plain(K::Index, self.names(one.index_refs()), one.if_exists())
            })),
            S::DropSequence(one) => drop!(one, K::Sequence, self.names(one.sequence_refs())),
            S::DropType(one) => drop!(one, K::Type, self.names(one.type_name_refs())),
            S::DropDomain(one) => drop!(one, K::Domain, self.names(one.domain_refs())),
            S::DropFunction(one) => drop_functions!(one, function_sig_list, function_sigs),
            S::DropProcedure(one) => drop_functions!(one, procedure_sig_list, procedure_sigs),
            S::DropRoutine(one) => drop_functions!(one, routine_sig_list, routine_sigs),
            S::DropAggregate(one) => drop!(one, K::Function, self.names(one.aggregates())),
            S::DropSchema(one) => drop!(one, K::Schema, self.plain_names(one.schema_refs())),
            S::DropExtension(one) => {
                drop!(one, K::Extension, self.plain_names(one.extension_refs()))
            }
            S::DropTrigger(one) => drop_on!(one, K::Trigger, trigger_ref, on_relation),
            S::DropPolicy(one) => drop_on!(one, K::Policy, policy_ref, on_table),
            S::DropRule(one) => drop_on!(one, K::Rule, rule_ref, on_relation),
            S::DropOwned(_) => Some(Statement::DropOwned),
            S::DropDatabase(_) => Some(Statement::DropDatabase),
            _ => None,
        }
    }

    fn drop_functions(
        &self,
        signatures: impl Iterator<Item = (Option<Name>, Option<ast::ParamList>)>,
        if_exists: Option<ast::IfExists>,
        behaviour: Option<ast::DropBehavior>,
    ) -> Option<Statement> {
        let mut names = Vec::new();
        let mut arguments = Vec::new();
        for (name, parameters) in signatures {
            names.push(name?);
            arguments.push(parameters.map(|list| self.inputs(Some(list))));
        }
        Some(Statement::Drop(Drop {
            cascade: is_cascade(behaviour),
            arguments,
            ..plain(ObjectKind::Function, names, if_exists)
        }))
    }

    /// Names that have one part and no path.
    fn plain_names<N: AstNode>(&self, nodes: impl Iterator<Item = N>) -> Vec<Name> {
        nodes.map(|node| Name::plain(self.ident(&node))).collect()
    }
}

/// `DROP` with a kind and names alone.
fn plain(kind: ObjectKind, names: Vec<Name>, if_exists: Option<ast::IfExists>) -> Drop {
    Drop {
        kind,
        names,
        if_exists: if_exists.is_some(),
        cascade: false,
        concurrently: false,
        arguments: Vec::new(),
        on: None,
    }
}
