-- Searches take a class in upper or lower case. The column's collation is "C", by which lower() changes ASCII's letters and no
-- others, as in SQLite. class is included because PostgreSQL reads no index alone that holds only an expression of a column.
DO $$
DECLARE
    tenant_schema text;
BEGIN
    -- The template is one of them.
    FOR tenant_schema IN SELECT nspname FROM pg_namespace WHERE nspname LIKE 'cv\_tenant\_%' LOOP
        EXECUTE format(
            'CREATE INDEX IF NOT EXISTS idx_prediction_classes_lower ON %I.prediction_classes (lower(class), prediction_id) INCLUDE (class, count, max_confidence)',
            tenant_schema);
    END LOOP;
END;
$$;
