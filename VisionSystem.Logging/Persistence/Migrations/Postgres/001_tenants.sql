-- The three tables of the deployment guide in a schema of each tenant, cv_tenant_<name>, copied from cv_tenant_template.
-- Names, columns and meaning are the guide's. text stands for its varchar(n), so that a long file name or class is no
-- reason to lose a prediction; milliseconds keep their fractions.
-- Ids are UUIDv7 given by the sender: their order is the order of time, so the tables of predictions are partitioned by
-- month by id. That keeps an id unique across months, and a month is forgotten by dropping its partitions.

CREATE SCHEMA cv_tenant_template;

CREATE TABLE cv_tenant_template.processing_jobs (
    id                    uuid PRIMARY KEY,
    job_name              text NOT NULL,
    processing_type       text NOT NULL,
    content_type          text NOT NULL,
    status                text NOT NULL DEFAULT 'PENDING',
    progress_percentage   double precision NOT NULL DEFAULT 0.0,
    input_file_path       text NOT NULL,
    output_file_path      text,
    processing_parameters jsonb,
    results               jsonb,
    error_message         text,
    retry_count           integer NOT NULL DEFAULT 0,
    max_retries           integer NOT NULL DEFAULT 3,
    priority              integer NOT NULL DEFAULT 5,
    tenant_id             text NOT NULL,
    created_by            text NOT NULL,
    created_at            timestamptz NOT NULL DEFAULT now(),
    started_at            timestamptz,
    completed_at          timestamptz,
    updated_at            timestamptz NOT NULL DEFAULT now()
);

-- One row per photo that was looked at; the photo itself is kept once, under its hash.
-- job_id is null for a photo that was answered at once, original_filename for one sent without a name.
CREATE TABLE cv_tenant_template.image_processing (
    id                     uuid PRIMARY KEY,
    job_id                 uuid REFERENCES cv_tenant_template.processing_jobs (id) ON DELETE CASCADE,
    original_filename      text,
    file_path              text NOT NULL,
    file_size_bytes        bigint NOT NULL,
    file_hash              text COLLATE "C" NOT NULL,
    image_dimensions       jsonb NOT NULL,
    image_format           text NOT NULL,
    color_mode             text NOT NULL,
    processing_type        text NOT NULL,
    confidence_score       double precision,
    processing_duration_ms double precision,
    processing_model       text,
    model_version          text,
    tenant_id              text NOT NULL,
    created_by             text NOT NULL,
    created_at             timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (id);

-- One row per prediction: its id is the prediction's. image_id names a row of the same month (see cv_system.add_partition).
CREATE TABLE cv_tenant_template.object_detections (
    id                     uuid PRIMARY KEY,
    job_id                 uuid REFERENCES cv_tenant_template.processing_jobs (id) ON DELETE CASCADE,
    image_id               uuid NOT NULL,
    detection_model        text COLLATE "C" NOT NULL,
    model_version          text COLLATE "C" NOT NULL,
    model_task             text NOT NULL,
    execution_provider     text NOT NULL,
    parameters             jsonb NOT NULL,
    detected_objects       jsonb NOT NULL,
    total_objects          integer NOT NULL,
    detection_confidence   double precision NOT NULL,
    decode_time_ms         double precision NOT NULL,
    preprocessing_time_ms  double precision NOT NULL,
    queue_time_ms          double precision NOT NULL,
    inference_time_ms      double precision NOT NULL,
    postprocessing_time_ms double precision NOT NULL,
    total_time_ms          double precision NOT NULL,
    image_resolution       jsonb NOT NULL,
    source                 text COLLATE "C",
    metadata               jsonb,
    brightness             double precision,
    reviewed_at            timestamptz,
    tenant_id              text NOT NULL,
    created_by             text NOT NULL,
    created_at             timestamptz NOT NULL DEFAULT now(),
    -- The transaction that stored it: the order of arrival, which a follower of new predictions goes by.
    stored_in              xid8 NOT NULL DEFAULT pg_current_xact_id()
) PARTITION BY RANGE (id);

-- What a prediction holds of each class: what searches by class read, newest first.
CREATE TABLE cv_tenant_template.prediction_classes (
    class          text COLLATE "C" NOT NULL,
    prediction_id  uuid NOT NULL,
    count          integer NOT NULL,
    max_confidence double precision NOT NULL,
    PRIMARY KEY (class, prediction_id) INCLUDE (count, max_confidence)
) PARTITION BY RANGE (prediction_id);

-- The same for metadata.
CREATE TABLE cv_tenant_template.prediction_metadata (
    name          text COLLATE "C" NOT NULL,
    value         text COLLATE "C" NOT NULL,
    prediction_id uuid NOT NULL,
    PRIMARY KEY (name, value, prediction_id)
) PARTITION BY RANGE (prediction_id);

CREATE INDEX idx_processing_jobs_tenant_status ON cv_tenant_template.processing_jobs (tenant_id, status);
CREATE INDEX idx_processing_jobs_created_at ON cv_tenant_template.processing_jobs (created_at DESC);

-- Partial, because photos answered at once have no job and need not be in the index.
CREATE INDEX idx_image_processing_job_id ON cv_tenant_template.image_processing (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX idx_image_processing_file_hash ON cv_tenant_template.image_processing (file_hash);
CREATE INDEX idx_object_detections_job_id ON cv_tenant_template.object_detections (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX idx_object_detections_image_id ON cv_tenant_template.object_detections (image_id);

-- Searches, each with the id last, for their order.
CREATE INDEX idx_object_detections_model ON cv_tenant_template.object_detections (detection_model, id, model_version);
CREATE INDEX idx_object_detections_source ON cv_tenant_template.object_detections (source, id) WHERE source IS NOT NULL;
CREATE INDEX idx_object_detections_reviewed ON cv_tenant_template.object_detections (id) WHERE reviewed_at IS NOT NULL;
CREATE INDEX idx_object_detections_stored_in ON cv_tenant_template.object_detections (stored_in, id);
CREATE INDEX idx_prediction_classes_prediction ON cv_tenant_template.prediction_classes (prediction_id);
CREATE INDEX idx_prediction_metadata_prediction ON cv_tenant_template.prediction_metadata (prediction_id);

-- One row, written to see that the database takes writes.
CREATE TABLE cv_system.probe (
    id integer PRIMARY KEY,
    at timestamptz NOT NULL
);

-- The first UUIDv7 of a millisecond (RFC 9562, 5.7): 48 bits of Unix time in milliseconds, then the lowest bits there are.
CREATE FUNCTION cv_system.first_id(at timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
$$;

-- Adds a partition to each table of predictions. Made apart and then attached, so that neither reads nor writes of the
-- other partitions wait.
CREATE FUNCTION cv_system.add_partition(tenant_schema text, suffix text, lower_bound text, upper_bound text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    parent text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(tenant_schema, 0));
    IF to_regclass(format('%I.%I', tenant_schema, 'object_detections_' || suffix)) IS NOT NULL THEN
        RETURN;
    END IF;

    FOREACH parent IN ARRAY ARRAY['image_processing', 'object_detections', 'prediction_classes', 'prediction_metadata'] LOOP
        EXECUTE format('CREATE TABLE %1$I.%3$I (LIKE %1$I.%2$I INCLUDING ALL)', tenant_schema, parent, parent || '_' || suffix);
    END LOOP;

    -- Between partitions of one month, not between the whole tables: so a month can be dropped without looking into others.
    EXECUTE format(
        'ALTER TABLE %1$I.%2$I ADD CONSTRAINT fk_image_id FOREIGN KEY (image_id) REFERENCES %1$I.%3$I (id) ON DELETE CASCADE',
        tenant_schema, 'object_detections_' || suffix, 'image_processing_' || suffix);
    FOREACH parent IN ARRAY ARRAY['prediction_classes', 'prediction_metadata'] LOOP
        EXECUTE format(
            'ALTER TABLE %1$I.%2$I ADD CONSTRAINT fk_prediction_id FOREIGN KEY (prediction_id) REFERENCES %1$I.%3$I (id) ON DELETE CASCADE',
            tenant_schema, parent || '_' || suffix, 'object_detections_' || suffix);
    END LOOP;

    FOREACH parent IN ARRAY ARRAY['image_processing', 'object_detections', 'prediction_classes', 'prediction_metadata'] LOOP
        EXECUTE format(
            'ALTER TABLE %1$I.%2$I ATTACH PARTITION %1$I.%3$I FOR VALUES FROM (%4$s) TO (%5$s)',
            tenant_schema, parent, parent || '_' || suffix, lower_bound, upper_bound);
    END LOOP;
END;
$$;

-- A month's partitions. Months outside of 2020 to 2099 have theirs from the beginning.
CREATE FUNCTION cv_system.add_month(tenant_schema text, month date) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cv_system.add_partition(
        tenant_schema,
        to_char(month, 'YYYY_MM'),
        quote_literal(cv_system.first_id(date_trunc('month', month::timestamp) AT TIME ZONE 'UTC')),
        quote_literal(cv_system.first_id((date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC')))
    WHERE month >= '2020-01-01' AND month < '2100-01-01';
$$;

-- Drops the partitions of the months that end before a moment.
CREATE FUNCTION cv_system.drop_months_before(tenant_schema text, moment timestamptz) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    suffix text;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(tenant_schema, 0));
    FOR suffix IN
        SELECT right(child.relname, 7)
        FROM pg_inherits
        JOIN pg_class AS child ON child.oid = inhrelid
        WHERE inhparent = format('%I.object_detections', tenant_schema)::regclass
          AND child.relname ~ '_[0-9]{4}_[0-9]{2}$'
          AND (to_date(right(child.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= moment
    LOOP
        EXECUTE format(
            'DROP TABLE %1$I.%2$I, %1$I.%3$I, %1$I.%4$I, %1$I.%5$I', tenant_schema,
            'image_processing_' || suffix, 'object_detections_' || suffix, 'prediction_classes_' || suffix, 'prediction_metadata_' || suffix);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END;
$$;

-- Makes a tenant's schema after the template, whatever the template holds by then; does nothing where it exists.
CREATE FUNCTION cv_system.create_tenant_schema(tenant_name text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tenant_schema text := 'cv_tenant_' || tenant_name;
    template record;
BEGIN
    IF tenant_name IS NULL OR tenant_name !~ '^[a-z][a-z0-9_]{0,39}$' OR tenant_name = 'template' THEN
        RAISE EXCEPTION 'not a tenant name: %', tenant_name USING ERRCODE = 'invalid_parameter_value';
    END IF;

    -- Not while a migration changes the template, and one maker at a time.
    PERFORM pg_advisory_xact_lock_shared(cv_system.migration_lock());
    PERFORM pg_advisory_xact_lock(hashtextextended(tenant_schema, 0));
    IF to_regnamespace(quote_ident(tenant_schema)) IS NOT NULL THEN
        RETURN;
    END IF;

    EXECUTE format('CREATE SCHEMA %I', tenant_schema);
    FOR template IN
        SELECT relname AS name, coalesce(' PARTITION BY ' || pg_get_partkeydef(oid), '') AS partitioning
        FROM pg_class
        WHERE relnamespace = 'cv_tenant_template'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        ORDER BY oid
    LOOP
        EXECUTE format('CREATE TABLE %1$I.%2$I (LIKE cv_tenant_template.%2$I INCLUDING ALL)', tenant_schema, template.name) || template.partitioning;
    END LOOP;

    -- LIKE copies everything but the foreign keys.
    FOR template IN
        SELECT relname AS name, conname, pg_get_constraintdef(pg_constraint.oid) AS definition
        FROM pg_constraint
        JOIN pg_class ON pg_class.oid = conrelid
        WHERE relnamespace = 'cv_tenant_template'::regnamespace AND contype = 'f' AND conparentid = 0
    LOOP
        EXECUTE format('ALTER TABLE %I.%I ADD CONSTRAINT %I ', tenant_schema, template.name, template.conname)
            || replace(template.definition, 'REFERENCES cv_tenant_template.', format('REFERENCES %I.', tenant_schema));
    END LOOP;

    PERFORM cv_system.add_partition(tenant_schema, 'early', 'MINVALUE', quote_literal(cv_system.first_id('2020-01-01T00:00:00Z')));
    PERFORM cv_system.add_partition(tenant_schema, 'late', quote_literal(cv_system.first_id('2100-01-01T00:00:00Z')), 'MAXVALUE');
END;
$$;
