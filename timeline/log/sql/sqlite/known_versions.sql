-- Before an append: the version of each of its subjects, NULL for a new one. :subjects is a JSON array; one seek each, where a
-- condition on the version would seek twice.
SELECT value, (SELECT max(version) FROM log WHERE subject = value) FROM json_each(:subjects);
