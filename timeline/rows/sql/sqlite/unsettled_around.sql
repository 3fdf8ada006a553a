-- Subjects from one on up to another of which something was published by a day and something later, and rows as published do not tell all,
-- as a JSON array of arrays: each with those that are joined to it.
SELECT json_group_array(json(CASE WHEN joined IS NULL THEN json_array(subject) ELSE (
    SELECT json_group_array(each.subject) FROM publications AS each WHERE each.joined = publications.joined
) END)) FROM publications
WHERE first < last AND in_order = 0 AND settled < (SELECT max(generation) FROM row_sets WHERE state = 'live') AND subject >= :least AND subject <= :most AND first <= :day AND last > :day;
