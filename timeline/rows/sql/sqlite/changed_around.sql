-- As `unsettled_around`, with subjects of which something came after the position :until.
SELECT json_group_array(json(CASE WHEN joined IS NULL THEN json_array(subject) ELSE (
    SELECT json_group_array(each.subject) FROM publications AS each WHERE each.joined = publications.joined
) END)) FROM publications
WHERE in_order = 0 AND subject >= :least AND subject <= :most AND first <= :day AND last > :day AND (settled < (SELECT number FROM generation) OR position > :until);
