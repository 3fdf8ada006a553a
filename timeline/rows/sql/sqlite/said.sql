-- What rows of a set said before they said something else, as `says` finds it.
SELECT said.pos_from AS position, key, rows.set_id, subject, 0 AS opened, (
    SELECT body FROM row_versions AS earlier WHERE earlier.row = said.row AND earlier.pos_from < said.pos_from
    ORDER BY earlier.pos_from DESC LIMIT 1
) AS body
FROM row_versions AS said CROSS JOIN rows ON rows.id = said.row
WHERE of_set = :set AND said.pos_from >= :position AND said.pos_from <= :until
AND (said.pos_from > :position OR key >= :key)
AND rows.pos_from < said.pos_from AND rows.pos_to > said.pos_from AND (:every = 0 OR every = 1)
AND (:first IS NULL OR day_to IS NULL OR day_to >= :first) AND (:last IS NULL OR day_from IS NULL OR day_from <= :last)
