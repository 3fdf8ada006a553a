-- Subjects of which something was published by a day and something later, in order, from one on up to another, as a JSON array of pairs:
-- the subject, and whether reports of others may count for it.
SELECT json_group_array(json_array(subject, last = 4000000)) FROM (
    SELECT subject, last FROM publications
    WHERE subject >= :least AND subject <= :most AND first <= :day AND last > :day ORDER BY subject
);
