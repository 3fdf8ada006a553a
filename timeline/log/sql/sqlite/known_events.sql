-- Before an append: the events with its ids and the targets of its claims. :ids is a JSON array.
SELECT log.position, first, last, log.id, log.subject, log.version, log.type, recorded_at, earliest, latest, published, target,
    defaults, digest, leaf_hash, substr(salted, 17)
FROM json_each(:ids) AS sought CROSS JOIN log ON log.id = sought.value JOIN payloads ON payloads.position = log.position
ORDER BY log.position;
