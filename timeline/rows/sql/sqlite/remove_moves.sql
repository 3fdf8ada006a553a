-- Some moves of a set that was dropped.
DELETE FROM row_moves WHERE (set_id, position, key, row) IN (
    SELECT row_moves.* FROM row_sets JOIN row_moves ON set_id = row_sets.id WHERE state = 'dropped' LIMIT :limit
);
