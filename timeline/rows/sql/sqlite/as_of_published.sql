-- As of which position a row is one of what was published by a day, absent where it is not: where not all of its subject was published by
-- then, but what was came first, as of the eve of what was published next.
CASE WHEN publications.last <= :published_by THEN :position WHEN publications.in_order THEN min(:position, (
    SELECT later.position - 1 FROM publication_days AS later
    WHERE later.subject = publications.subject AND later.published > :published_by ORDER BY later.published LIMIT 1
)) END
