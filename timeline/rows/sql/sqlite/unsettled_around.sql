-- Subjects of which something was published by a day and something later, and rows as published do not tell all, as a JSON array of pairs
-- from one on up to another: the subject, and whether reports of others may count for it.
SELECT json_group_array(json_array(subject, joined IS NOT NULL)) FROM publications
WHERE first < last AND settled < :newest AND subject >= :least AND subject <= :most AND first <= :day AND last > :day;
