-- What rows as published of some subjects (:subjects, a JSON array) say, giving it, before `retold_rows` removes them.
DELETE FROM row_versions WHERE row IN (SELECT id FROM rows WHERE subject IN (SELECT value FROM json_each(:subjects)) AND set_id < 0)
RETURNING body;
