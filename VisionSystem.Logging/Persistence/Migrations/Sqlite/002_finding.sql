-- What searching needs: where a photo came from, free metadata, how bright it was, whether it was reviewed, and what each
-- prediction holds of each class.

ALTER TABLE object_detections ADD COLUMN source TEXT;
ALTER TABLE object_detections ADD COLUMN metadata TEXT;
ALTER TABLE object_detections ADD COLUMN brightness REAL;
ALTER TABLE object_detections ADD COLUMN reviewed_at TEXT;

CREATE TABLE prediction_classes (
    class          TEXT NOT NULL,
    prediction_id  TEXT NOT NULL REFERENCES object_detections (id) ON DELETE CASCADE,
    count          INTEGER NOT NULL,
    max_confidence REAL NOT NULL,
    PRIMARY KEY (class, prediction_id)
) WITHOUT ROWID;

CREATE TABLE prediction_metadata (
    name          TEXT NOT NULL,
    value         TEXT NOT NULL,
    prediction_id TEXT NOT NULL REFERENCES object_detections (id) ON DELETE CASCADE,
    PRIMARY KEY (name, value, prediction_id)
) WITHOUT ROWID;

-- A trigger, so that an older program that still writes to this file fills them too.
CREATE TRIGGER object_detections_facts AFTER INSERT ON object_detections
BEGIN
    INSERT INTO prediction_classes (class, prediction_id, count, max_confidence)
    SELECT value ->> 'class', NEW.id, count(*), max(value ->> 'confidence')
    FROM json_each(NEW.detected_objects)
    GROUP BY 1;

    INSERT INTO prediction_metadata (name, value, prediction_id)
    SELECT key, value, NEW.id
    FROM json_each(NEW.metadata)
    WHERE NEW.metadata IS NOT NULL;
END;

INSERT INTO prediction_classes (class, prediction_id, count, max_confidence)
SELECT o.value ->> 'class', d.id, count(*), max(o.value ->> 'confidence')
FROM object_detections AS d, json_each(d.detected_objects) AS o
GROUP BY 1, 2
ORDER BY 1, 2;

CREATE INDEX idx_prediction_classes_prediction ON prediction_classes (prediction_id);
CREATE INDEX idx_prediction_metadata_prediction ON prediction_metadata (prediction_id);

-- Searches, each with the id last, for their order.
CREATE INDEX idx_object_detections_model ON object_detections (detection_model, id, model_version);
CREATE INDEX idx_object_detections_source ON object_detections (source, id) WHERE source IS NOT NULL;
CREATE INDEX idx_object_detections_reviewed ON object_detections (id) WHERE reviewed_at IS NOT NULL;
