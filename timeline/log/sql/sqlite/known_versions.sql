-- Before an append: the version of each of its subjects that is not new. :subjects is a JSON array; one seek each.
SELECT value, (SELECT max(version) FROM log WHERE subject = value) AS version FROM json_each(:subjects) WHERE version IS NOT NULL;
