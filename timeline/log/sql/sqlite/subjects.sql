-- Subjects by name with the version and newest position that they had at :until; read from the index on subject and version alone.
SELECT subject, max(version), max(position) FROM log
WHERE subject >= :prefix AND subject < :prefix || char(1114111) AND subject > :after AND position <= :until
GROUP BY subject
ORDER BY subject
LIMIT :limit;
