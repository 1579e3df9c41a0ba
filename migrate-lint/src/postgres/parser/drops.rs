use squawk_syntax::ast::{self, AstNode};

use super::alter::is_cascade;
use super::reader::Reader;
use crate::postgres::name::Name;
use crate::postgres::statement::{Drop, ObjectKind, Statement};

impl Reader<'_> {
    #[expect(clippy::too_many_lines, reason = "a table of the statements that drop")]
    pub(super) fn drop_statement(&self, statement: &ast::Stmt) -> Option<Statement> {
        use ast::Stmt as S;
        let drop = |kind, names: Vec<Name>, if_exists: Option<ast::IfExists>, behaviour| {
            Some(Statement::Drop(Drop {
                kind,
                names,
                if_exists: if_exists.is_some(),
                cascade: is_cascade(behaviour),
                concurrently: false,
                arguments: Vec::new(),
                on: None,
            }))
        };
        match statement {
            S::DropTable(one) => drop(
                ObjectKind::Table,
                self.names(one.table_name_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropForeignTable(one) => drop(
                ObjectKind::ForeignTable,
                self.names(one.table_name_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropView(one) => drop(
                ObjectKind::View,
                self.names(one.view_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropMaterializedView(one) => drop(
                ObjectKind::MaterializedView,
                self.names(one.view_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropIndex(one) => Some(Statement::Drop(Drop {
                kind: ObjectKind::Index,
                names: self.names(one.index_refs()),
                if_exists: one.if_exists().is_some(),
                cascade: is_cascade(one.drop_behavior()),
                concurrently: one.concurrently_token().is_some(),
                arguments: Vec::new(),
                on: None,
            })),
            S::DropSequence(one) => drop(
                ObjectKind::Sequence,
                self.names(one.sequence_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropType(one) => drop(
                ObjectKind::Type,
                self.names(one.type_name_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropDomain(one) => drop(
                ObjectKind::Domain,
                self.names(one.domain_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropFunction(one) => {
                let signatures = one.function_sig_list()?.function_sigs();
                let signatures = signatures.map(|one| (self.name(&one), one.param_list()));
                self.drop_functions(signatures, one.if_exists(), one.drop_behavior())
            }
            S::DropProcedure(one) => {
                let signatures = one.procedure_sig_list()?.procedure_sigs();
                let signatures = signatures.map(|one| (self.name(&one), one.param_list()));
                self.drop_functions(signatures, one.if_exists(), one.drop_behavior())
            }
            S::DropRoutine(one) => {
                let signatures = one.routine_sig_list()?.routine_sigs();
                let signatures = signatures.map(|one| (self.name(&one), one.param_list()));
                self.drop_functions(signatures, one.if_exists(), one.drop_behavior())
            }
            S::DropAggregate(one) => drop(
                ObjectKind::Function,
                self.names(one.aggregates()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropSchema(one) => drop(
                ObjectKind::Schema,
                self.plain_names(one.schema_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropExtension(one) => drop(
                ObjectKind::Extension,
                self.plain_names(one.extension_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropTrigger(one) => self.drop_on(
                ObjectKind::Trigger,
                &one.trigger_ref()?,
                &one.on_relation()?,
                one.if_exists(),
            ),
            S::DropPolicy(one) => self.drop_on(
                ObjectKind::Policy,
                &one.policy_ref()?,
                &one.on_table()?,
                one.if_exists(),
            ),
            S::DropRule(one) => self.drop_on(
                ObjectKind::Rule,
                &one.rule_ref()?,
                &one.on_relation()?,
                one.if_exists(),
            ),
            S::DropOwned(_) => Some(Statement::DropOwned),
            S::DropDatabase(_) => Some(Statement::DropDatabase),
            _ => None,
        }
    }

    fn drop_on(
        &self,
        kind: ObjectKind,
        name: &impl AstNode,
        table: &impl AstNode,
        if_exists: Option<ast::IfExists>,
    ) -> Option<Statement> {
        Some(Statement::Drop(Drop {
            kind,
            names: vec![Name::plain(self.ident(name))],
            if_exists: if_exists.is_some(),
            cascade: false,
            concurrently: false,
            arguments: Vec::new(),
            on: Some(self.name(table)?),
        }))
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
            kind: ObjectKind::Function,
            names,
            if_exists: if_exists.is_some(),
            cascade: is_cascade(behaviour),
            concurrently: false,
            arguments,
            on: None,
        }))
    }

    /// Names that have one part and no path.
    fn plain_names<N: AstNode>(&self, nodes: impl Iterator<Item = N>) -> Vec<Name> {
        nodes.map(|node| Name::plain(self.ident(&node))).collect()
    }
}
