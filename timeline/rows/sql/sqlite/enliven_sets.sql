-- The sets that answer from now on. :sets is a JSON array of ids.
UPDATE row_sets SET state = 'live', generation = (SELECT max(generation) FROM row_sets) + 1
WHERE id IN (SELECT value FROM json_each(:sets));
