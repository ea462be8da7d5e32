-- Searches take a class in upper or lower case. lower() changes ASCII's letters and no others, as in PostgreSQL by COLLATE "C".
CREATE INDEX idx_prediction_classes_lower ON prediction_classes (lower(class), prediction_id, count, max_confidence);
