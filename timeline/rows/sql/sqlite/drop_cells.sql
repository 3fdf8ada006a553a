-- What is filed for sets that do not answer.
DELETE FROM cells WHERE scope IN (SELECT scopes.id FROM scopes JOIN row_sets ON row_sets.id = set_id WHERE live = 0) AND :sets IS NOT NULL;
