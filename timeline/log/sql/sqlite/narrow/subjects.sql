-- Any of several subjects, a JSON array.
log.subject IN (SELECT value FROM json_each(:subjects))
