-- Rows as published tell all of some subjects now (:subjects, a JSON array).
UPDATE publications SET settled = :settled WHERE subject IN (SELECT value FROM json_each(:subjects));
