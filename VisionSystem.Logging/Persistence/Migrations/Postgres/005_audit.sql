-- The audit log of every tenant. Rows are only added: triggers refuse changes and deletions, except the deletion of rows older
-- than audit_retention.delete_before, which only moves forward. Times are milliseconds since 1970, UTC. Ids are UUIDv7.
CREATE TABLE IF NOT EXISTS cv_system.audit_events (
    id             text COLLATE "C" PRIMARY KEY,
    occurred_at    bigint NOT NULL,
    tenant         text NOT NULL,
    action         text NOT NULL,
    subject        text NOT NULL,
    subject_tenant text,
    target         text,
    address        text,
    status         integer NOT NULL,
    detail         text,
    service        text NOT NULL,
    trace_id       text,
    occurrences    bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS audit_events_tenant ON cv_system.audit_events (tenant, id DESC);
CREATE INDEX IF NOT EXISTS audit_events_time ON cv_system.audit_events (occurred_at);

CREATE TABLE IF NOT EXISTS cv_system.audit_retention (
    id            integer PRIMARY KEY CHECK (id = 1),
    delete_before bigint NOT NULL
);

INSERT INTO cv_system.audit_retention (id, delete_before) VALUES (1, 0) ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION cv_system.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_events' THEN
        IF OLD.occurred_at < (SELECT delete_before FROM cv_system.audit_retention WHERE id = 1) THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_retention' THEN
        IF NEW.delete_before >= OLD.delete_before THEN
            RETURN NEW;
        END IF;
    END IF;

    RAISE EXCEPTION 'the audit log is append-only';
END;
$$;

CREATE OR REPLACE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON cv_system.audit_events
    FOR EACH ROW EXECUTE FUNCTION cv_system.refuse_audit_change();
CREATE OR REPLACE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON cv_system.audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION cv_system.refuse_audit_change();
CREATE OR REPLACE TRIGGER audit_retention_forward BEFORE UPDATE OR DELETE ON cv_system.audit_retention
    FOR EACH ROW EXECUTE FUNCTION cv_system.refuse_audit_change();
