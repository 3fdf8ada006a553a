-- What the rows said that `remove_rows` removes next, giving it.
DELETE FROM row_versions WHERE row IN (
    SELECT id FROM rows WHERE set_id = (
        SELECT min(id) FROM row_sets WHERE state = 'dropped' AND EXISTS (SELECT 1 FROM rows WHERE set_id = row_sets.id)
    ) ORDER BY key, id LIMIT :limit
)
RETURNING body;
