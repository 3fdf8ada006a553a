-- Events in order of position. The braces take one source and any of the conditions in narrow/; the bare log is walked beyond the index.
SELECT log.position, first, last, log.id, log.subject, log.version, log.type, recorded_at, earliest, latest, published, target,
    defaults, digest, leaf_hash, substr(salted, 17)
FROM {source} JOIN payloads ON payloads.position = log.position
WHERE {conditions}
ORDER BY {order}
LIMIT :limit;
