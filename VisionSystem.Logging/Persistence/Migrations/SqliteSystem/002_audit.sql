-- The audit log of every tenant. Rows are only added: triggers refuse changes and deletions, except the deletion of rows older
-- than audit_retention.delete_before, which only moves forward. Times are milliseconds since 1970, UTC. Ids are UUIDv7.
CREATE TABLE audit_events (
    id             TEXT PRIMARY KEY NOT NULL,
    occurred_at    INTEGER NOT NULL,
    tenant         TEXT NOT NULL,
    action         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    subject_tenant TEXT,
    target         TEXT,
    address        TEXT,
    status         INTEGER NOT NULL,
    detail         TEXT,
    service        TEXT NOT NULL,
    trace_id       TEXT,
    occurrences    INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_events_tenant ON audit_events (tenant, id DESC);
CREATE INDEX audit_events_time ON audit_events (occurred_at);

CREATE TABLE audit_retention (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    delete_before INTEGER NOT NULL
) STRICT;

INSERT INTO audit_retention (id, delete_before) VALUES (1, 0);

-- INSERT OR REPLACE would delete the existing row without its trigger.
CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
    WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)
BEGIN
    SELECT RAISE(IGNORE);
END;

CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
    WHEN OLD.occurred_at >= (SELECT delete_before FROM audit_retention WHERE id = 1)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_retention_forward BEFORE UPDATE ON audit_retention
    WHEN NEW.delete_before < OLD.delete_before OR NEW.id <> OLD.id
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_retention_stays BEFORE DELETE ON audit_retention
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_retention_no_replace BEFORE INSERT ON audit_retention
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
