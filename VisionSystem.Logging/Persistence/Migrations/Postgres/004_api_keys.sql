-- API keys of every tenant. Only the SHA-256 of a key is stored. Times are milliseconds since 1970, UTC.
CREATE TABLE IF NOT EXISTS cv_system.api_keys (
    id           text PRIMARY KEY,
    name         text NOT NULL,
    tenant       text NOT NULL,
    scopes       text NOT NULL,
    sha256       text NOT NULL,
    created_at   bigint NOT NULL,
    expires_at   bigint,
    revoked_at   bigint,
    last_used_at bigint
);

CREATE INDEX IF NOT EXISTS api_keys_tenant ON cv_system.api_keys (tenant, created_at DESC);
