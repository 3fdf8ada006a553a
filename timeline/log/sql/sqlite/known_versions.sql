-- Before an append: the version of each of its subjects, 0 for a new one. :subjects is a JSON array; one seek each, where a
-- condition on the version would seek twice.
SELECT value, (SELECT coalesce(max(version), 0) FROM log WHERE subject = value) FROM json_each(:subjects);
