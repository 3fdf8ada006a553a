-- Where rows as published of some subjects (:subjects, a JSON array) are filed.
DELETE FROM cells
WHERE row < 0 AND row IN (SELECT id FROM rows WHERE subject IN (SELECT value FROM json_each(:subjects)) AND set_id < 0);
