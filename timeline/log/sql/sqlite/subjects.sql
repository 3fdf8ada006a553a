-- Subjects by name with the version and newest position that they had at :until, as far as the index reached at :indexed.
SELECT subject, max(version), max(position) FROM versions
WHERE subject >= max(:prefix, :after) AND subject < :prefix || char(1114111) AND subject > :after AND position <= min(:until, :indexed)
GROUP BY subject
ORDER BY subject
LIMIT :limit;
