-- The rows of some subjects that are still believed. :subjects and :sets are JSON arrays.
SELECT rows.id, set_id, key, subject, day_from, day_to, every, pos_from, CAST(bodies.body AS BLOB) FROM rows JOIN bodies ON bodies.id = rows.body
WHERE subject IN (SELECT value FROM json_each(:subjects)) AND pos_to = 9223372036854775807
AND set_id IN (SELECT value FROM json_each(:sets));
