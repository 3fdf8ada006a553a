-- Some windows of a set that was dropped.
DELETE FROM row_windows WHERE (set_id, subject, pos_from) IN (
    SELECT set_id, subject, pos_from FROM row_sets JOIN row_windows ON set_id = row_sets.id WHERE state = 'dropped' LIMIT :limit
);
