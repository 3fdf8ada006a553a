-- With a set that was dropped go its rows as published.
INSERT INTO row_sets (id, view, version, position, state)
SELECT -id, view, version, position, state FROM row_sets AS gone
WHERE state = 'dropped' AND id > 0 AND NOT EXISTS (SELECT 1 FROM row_sets WHERE id = -gone.id);
