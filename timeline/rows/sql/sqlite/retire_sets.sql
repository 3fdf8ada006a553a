-- The sets whose place others take. :sets is a JSON array of ids, here and below.
UPDATE row_sets SET live = 0 WHERE live = 1 AND view IN (SELECT view FROM row_sets WHERE id IN (SELECT value FROM json_each(:sets)));
