-- Rows as published tell all of some subjects now, or never will (:subjects, a JSON array).
UPDATE publications SET settled = CASE WHEN :told THEN (SELECT max(generation) FROM row_sets WHERE state = 'live') ELSE -1 END
WHERE subject IN (SELECT value FROM json_each(:subjects));
