-- Rows as published tell all of some subjects now, or never will (:subjects, a JSON array).
UPDATE publications SET settled = CASE WHEN :told THEN (SELECT number FROM generation) ELSE -1 END
WHERE subject IN (SELECT value FROM json_each(:subjects));
