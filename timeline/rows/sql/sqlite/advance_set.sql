-- How far the rows of a set reflect the log.
UPDATE row_sets SET position = ? WHERE id = ?;
