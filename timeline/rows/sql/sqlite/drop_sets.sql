-- The sets in a state of which :sets, a JSON array of ids, takes the place; their rows are removed bit by bit.
UPDATE row_sets SET state = 'dropped'
WHERE state = :state AND view IN (SELECT view FROM row_sets WHERE id IN (SELECT value FROM json_each(:sets)))
AND id NOT IN (SELECT value FROM json_each(:sets));
