-- The newest position and when it was recorded; no row when the log is empty.
SELECT position, recorded_at FROM log ORDER BY position DESC LIMIT 1;
