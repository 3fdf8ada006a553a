-- Some rows of a set that was dropped; what they said goes before them.
DELETE FROM rows WHERE id IN (
    SELECT id FROM rows WHERE set_id = (
        SELECT min(id) FROM row_sets WHERE state = 'dropped' AND EXISTS (SELECT 1 FROM rows WHERE set_id = row_sets.id)
    ) ORDER BY key, id LIMIT :limit
);
