-- Subjects of a kind of which something was published by a day and something later, in order, from one on up to another, as a JSON array.
SELECT json_group_array(subject) FROM (
    SELECT subject FROM publications
    WHERE subject >= :least AND subject <= :most AND first <= :day AND last > :day ORDER BY subject
);
