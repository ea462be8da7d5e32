-- The newest review of a prediction, which reads need, and all of them, oldest first, which hardly anyone does. They are a
-- part of the prediction: whatever removes it removes them, a month's partition as well.
DO $$
DECLARE
    tenant_schema text;
BEGIN
    -- The template is one of them.
    FOR tenant_schema IN SELECT nspname FROM pg_namespace WHERE nspname LIKE 'cv\_tenant\_%' LOOP
        EXECUTE format('ALTER TABLE %I.object_detections ADD COLUMN review jsonb, ADD COLUMN review_history jsonb', tenant_schema);
    END LOOP;
END;
$$;
