-- The next events that the index lacks.
SELECT log.position, type, subject, version, substr(salted, 17) FROM log JOIN payloads ON payloads.position = log.position
WHERE log.position > (SELECT position FROM indexed)
ORDER BY log.position
LIMIT :limit;
