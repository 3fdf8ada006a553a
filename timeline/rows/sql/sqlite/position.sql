-- The position that all rows which answer reflect.
SELECT coalesce(max(position), 0) FROM row_sets WHERE state = 'live';
