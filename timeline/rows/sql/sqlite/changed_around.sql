-- As `unsettled_around`, with subjects of which something came after the position :until.
SELECT json_group_array(json_array(subject, joined IS NOT NULL)) FROM publications
WHERE subject >= :least AND subject <= :most AND first <= :day AND last > :day AND (settled < :newest OR position > :until);
