-- Some scope of a set that was dropped.
SELECT scopes.id FROM row_sets JOIN scopes ON set_id = row_sets.id WHERE state = 'dropped' LIMIT 1;
