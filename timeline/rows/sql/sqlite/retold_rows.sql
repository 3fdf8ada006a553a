-- Rows as published of some subjects (:subjects, a JSON array).
DELETE FROM rows WHERE subject IN (SELECT value FROM json_each(:subjects)) AND set_id < 0;
