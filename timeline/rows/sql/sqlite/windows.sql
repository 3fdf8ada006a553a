-- The windows that rows of some subjects have now, where they are kept apart. :subjects and :sets are JSON arrays.
SELECT sets.value, subjects.value, (
    SELECT CAST(windows AS BLOB) FROM row_windows WHERE set_id = sets.value AND subject = subjects.value ORDER BY pos_from DESC LIMIT 1
) AS found
FROM json_each(:sets) AS sets CROSS JOIN json_each(:subjects) AS subjects
WHERE found IS NOT NULL;
