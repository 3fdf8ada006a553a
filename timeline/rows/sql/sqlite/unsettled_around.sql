-- Subjects from one on up to another of which something was published by a day and something later, and rows as published do not tell all,
-- as a JSON array of arrays: each with those that are joined to it. There are few marks that do not count, and subjects are found by each.
WITH RECURSIVE stale (settled) AS (
    SELECT min(settled) FROM publications INDEXED BY publications_settled WHERE first < last AND in_order = 0
    UNION ALL
    SELECT (
        SELECT min(settled) FROM publications INDEXED BY publications_settled
        WHERE first < last AND in_order = 0 AND settled > stale.settled
    ) FROM stale WHERE settled < (SELECT number FROM generation)
)
SELECT json_group_array(json(CASE WHEN joined IS NULL THEN json_array(subject) ELSE (
    SELECT json_group_array(each.subject) FROM publications AS each WHERE each.joined = publications.joined
) END)) FROM stale CROSS JOIN publications INDEXED BY publications_settled ON publications.settled = stale.settled
WHERE first < last AND in_order = 0 AND stale.settled < (SELECT number FROM generation)
AND subject >= :least AND subject <= :most AND first <= :day AND last > :day;
