-- The sets that answer from now on. :sets is a JSON array of ids.
UPDATE row_sets SET state = 'live' WHERE id IN (SELECT value FROM json_each(:sets));
