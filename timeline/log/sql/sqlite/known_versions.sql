-- Before an append: the version of each of its subjects as far as the index reaches, 0 for a new one. :subjects is a JSON array.
SELECT value, coalesce((SELECT version FROM versions WHERE subject = value ORDER BY position DESC LIMIT 1), 0) FROM json_each(:subjects);
