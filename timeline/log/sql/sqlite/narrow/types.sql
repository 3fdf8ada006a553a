-- Any of the types in a JSON array.
log.type IN (SELECT value FROM json_each(:types))
