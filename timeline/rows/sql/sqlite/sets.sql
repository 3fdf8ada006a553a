-- The sets in a state.
SELECT id, view, version, position FROM row_sets WHERE state = ?;
