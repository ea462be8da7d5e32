-- Tenants that an administrator created, limited, suspended or deleted. Every other tenant exists by its file or its keys.
-- The row of a deleted tenant remains: predictions made before deleted_at are not stored again. limits is JSON. Times are
-- milliseconds since 1970, UTC.
CREATE TABLE tenants (
    name           TEXT PRIMARY KEY NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'deleting', 'deleted')),
    created_at     INTEGER,
    deleting_since INTEGER,
    deleted_at     INTEGER,
    limits         TEXT,
    bytes_kept     INTEGER,
    count_after    INTEGER NOT NULL DEFAULT 0,
    images_deleted INTEGER NOT NULL DEFAULT 0
) STRICT;

ALTER TABLE api_keys ADD COLUMN limits TEXT;
