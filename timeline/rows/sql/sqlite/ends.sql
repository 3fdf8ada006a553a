-- The rows of one block that hold until the eve of a day, as of a position, in order of key.
SELECT :position AS position, cells.key AS key, set_id, subject, 0 AS opened, (
    SELECT body FROM row_versions WHERE row_versions.row = rows.id AND pos_from <= :position ORDER BY pos_from DESC LIMIT 1
) AS body, :position AS as_of
FROM cells CROSS JOIN rows ON rows.id = cells.row
WHERE scope = :scope AND block = :block AND cells.key >= :key AND cells.day_to = :day - 1 AND cells.pos_from <= :position
AND rows.pos_to > :position
