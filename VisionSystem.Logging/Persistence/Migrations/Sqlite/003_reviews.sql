-- The newest review of a prediction, which reads need, and all of them, oldest first, which hardly anyone does. They are a
-- part of the prediction: whatever removes it removes them.
ALTER TABLE object_detections ADD COLUMN review TEXT;
ALTER TABLE object_detections ADD COLUMN review_history TEXT;
