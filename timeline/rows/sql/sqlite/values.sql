-- The values under which rows of a set were ever filed by one filter, as a JSON array.
SELECT json_group_array(value) FROM (SELECT value FROM scopes WHERE set_id = :set AND filter = :filter AND value >= :least ORDER BY value);
