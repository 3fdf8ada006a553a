-- The scope of a set, a filter and a value.
SELECT id FROM scopes WHERE set_id = ? AND filter = ? AND value = ?;
