-- Cannot run inside a transaction, so it is a migration of its own.
CREATE INDEX CONCURRENTLY documents_by_tenant ON documents (tenant_id, updated_at);
