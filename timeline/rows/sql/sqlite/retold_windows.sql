-- The windows of rows as published of some subjects. :subjects and :sets are JSON arrays.
DELETE FROM row_windows
WHERE set_id IN (SELECT value FROM json_each(:sets)) AND subject IN (SELECT value FROM json_each(:subjects));
