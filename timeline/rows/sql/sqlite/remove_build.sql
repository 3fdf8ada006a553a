-- A set is built subject by subject no longer.
DELETE FROM row_builds WHERE set_id = ?;
