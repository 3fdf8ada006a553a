-- The sets that answer from now on.
UPDATE row_sets SET live = 1 WHERE id IN (SELECT value FROM json_each(:sets));
