-- The three tables of the deployment guide, one file per tenant.
-- uuid and timestamp columns are TEXT: ids in lower case, times as ISO 8601 UTC with seven fraction digits, so that text
-- order is time order. json columns are TEXT.

CREATE TABLE processing_jobs (
    id                    TEXT PRIMARY KEY NOT NULL,
    job_name              TEXT NOT NULL,
    processing_type       TEXT NOT NULL,
    content_type          TEXT NOT NULL,
    status                TEXT NOT NULL DEFAULT 'PENDING',
    progress_percentage   REAL NOT NULL DEFAULT 0.0,
    input_file_path       TEXT NOT NULL,
    output_file_path      TEXT,
    processing_parameters TEXT,
    results               TEXT,
    error_message         TEXT,
    retry_count           INTEGER NOT NULL DEFAULT 0,
    max_retries           INTEGER NOT NULL DEFAULT 3,
    priority              INTEGER NOT NULL DEFAULT 5,
    tenant_id             TEXT NOT NULL,
    created_by            TEXT NOT NULL,
    created_at            TEXT NOT NULL,
    started_at            TEXT,
    completed_at          TEXT,
    updated_at            TEXT NOT NULL
);

-- One row per photo that was looked at; the photo itself is kept once, under its hash.
-- job_id is null for a photo that was answered at once, original_filename for one sent without a name.
CREATE TABLE image_processing (
    id                     TEXT PRIMARY KEY NOT NULL,
    job_id                 TEXT REFERENCES processing_jobs (id) ON DELETE CASCADE,
    original_filename      TEXT,
    file_path              TEXT NOT NULL,
    file_size_bytes        INTEGER NOT NULL,
    file_hash              TEXT NOT NULL,
    image_dimensions       TEXT NOT NULL,
    image_format           TEXT NOT NULL,
    color_mode             TEXT NOT NULL,
    processing_type        TEXT NOT NULL,
    confidence_score       REAL,
    processing_duration_ms REAL,
    processing_model       TEXT,
    model_version          TEXT,
    tenant_id              TEXT NOT NULL,
    created_by             TEXT NOT NULL,
    created_at             TEXT NOT NULL
);

-- One row per prediction: its id is the prediction's.
CREATE TABLE object_detections (
    id                     TEXT PRIMARY KEY NOT NULL,
    job_id                 TEXT REFERENCES processing_jobs (id) ON DELETE CASCADE,
    image_id               TEXT NOT NULL REFERENCES image_processing (id) ON DELETE CASCADE,
    detection_model        TEXT NOT NULL,
    model_version          TEXT NOT NULL,
    model_task             TEXT NOT NULL,
    execution_provider     TEXT NOT NULL,
    parameters             TEXT NOT NULL,
    detected_objects       TEXT NOT NULL,
    total_objects          INTEGER NOT NULL,
    detection_confidence   REAL NOT NULL,
    decode_time_ms         REAL NOT NULL,
    preprocessing_time_ms  REAL NOT NULL,
    queue_time_ms          REAL NOT NULL,
    inference_time_ms      REAL NOT NULL,
    postprocessing_time_ms REAL NOT NULL,
    total_time_ms          REAL NOT NULL,
    image_resolution       TEXT NOT NULL,
    tenant_id              TEXT NOT NULL,
    created_by             TEXT NOT NULL,
    created_at             TEXT NOT NULL
);

CREATE INDEX idx_processing_jobs_tenant_status ON processing_jobs (tenant_id, status);
CREATE INDEX idx_processing_jobs_created_at ON processing_jobs (created_at DESC);

-- Partial, because photos answered at once have no job and need not be in the index.
CREATE INDEX idx_image_processing_job_id ON image_processing (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX idx_image_processing_file_hash ON image_processing (file_hash);
CREATE INDEX idx_object_detections_job_id ON object_detections (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX idx_object_detections_image_id ON object_detections (image_id);

-- The order of every list: newest first, the id decides between equal times.
CREATE INDEX idx_object_detections_created_at ON object_detections (created_at DESC, id DESC);
