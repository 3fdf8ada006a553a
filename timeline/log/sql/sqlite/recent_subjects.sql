-- The same of the events beyond :indexed.
SELECT subject, max(version), max(position) FROM log
WHERE position > :indexed AND position <= :until AND subject >= :prefix AND subject < :prefix || char(1114111) AND subject > :after
GROUP BY subject
ORDER BY subject
LIMIT :limit;
