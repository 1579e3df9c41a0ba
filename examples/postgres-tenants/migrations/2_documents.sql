CREATE TABLE documents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id),
    title text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- The service says for whom it speaks: SET LOCAL app.tenant_id = '…'.
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;

CREATE POLICY documents_of_tenant ON documents
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint);
