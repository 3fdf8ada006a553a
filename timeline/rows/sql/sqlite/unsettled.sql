-- Some subjects of which rows as published do not tell all, as a JSON array of arrays: each with those that are joined to it.
SELECT json_group_array(json(CASE WHEN joined IS NULL THEN json_array(subject) ELSE (
    SELECT json_group_array(each.subject) FROM publications AS each WHERE each.joined = found.joined
) END)) FROM (
    SELECT min(subject) AS subject, joined FROM (
        SELECT subject, joined FROM publications
        WHERE first < last AND in_order = 0 AND settled >= 0 AND settled < (SELECT number FROM generation)
        ORDER BY settled, subject LIMIT :limit
    )
    GROUP BY coalesce(joined, subject)
) AS found;
