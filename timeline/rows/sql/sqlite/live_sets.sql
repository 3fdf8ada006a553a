-- The sets that answer.
SELECT id, view, version, position FROM row_sets WHERE live = 1;
