-- The rows of some subjects that are still believed, with what they say now. :subjects and :sets are JSON arrays.
SELECT rows.id, set_id, key, subject, day_from, day_to, every, pos_from, (
    SELECT CAST(body AS BLOB) FROM bodies WHERE id = (SELECT body FROM row_versions WHERE row_versions.row = rows.id ORDER BY pos_from DESC LIMIT 1)
)
FROM rows
WHERE subject IN (SELECT value FROM json_each(:subjects)) AND pos_to = 9223372036854775807
AND set_id IN (SELECT value FROM json_each(:sets));
