-- The greatest id of a scope within a stretch of ids, NULL where there is none.
SELECT max(id) FROM scopes WHERE id BETWEEN :low AND :high;
