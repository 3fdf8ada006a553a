-- How far sets were that are gone.
DELETE FROM row_builds WHERE set_id NOT IN (SELECT id FROM row_sets);
