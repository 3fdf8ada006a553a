-- Some rows of sets that were dropped, giving what they say.
DELETE FROM rows WHERE id IN (SELECT rows.id FROM row_sets JOIN rows ON set_id = row_sets.id WHERE state = 'dropped' LIMIT :limit)
RETURNING body;
