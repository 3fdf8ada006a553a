-- The scopes of some sets.
SELECT set_id, filter, value, id FROM scopes WHERE set_id IN (SELECT value FROM json_each(:sets));
