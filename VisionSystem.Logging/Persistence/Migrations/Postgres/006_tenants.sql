-- Tenants that an administrator created, limited, suspended or deleted. Every other tenant exists by its schema or its keys.
-- The row of a deleted tenant remains: predictions made before deleted_at are not stored again. limits is JSON. Times are
-- milliseconds since 1970, UTC.
CREATE TABLE IF NOT EXISTS cv_system.tenants (
    name           text PRIMARY KEY,
    state          text NOT NULL CHECK (state IN ('active', 'suspended', 'deleting', 'deleted')),
    created_at     bigint,
    deleting_since bigint,
    deleted_at     bigint,
    limits         text,
    bytes_kept     bigint,
    count_after    bigint NOT NULL DEFAULT 0,
    images_deleted bigint NOT NULL DEFAULT 0
);

ALTER TABLE cv_system.api_keys ADD COLUMN IF NOT EXISTS limits text;
