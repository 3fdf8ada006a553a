-- As `span`, the rows that are filed under some scopes, :scopes being a JSON array, in whichever block. Absent days are the bounds of all.
SELECT key, row FROM (
    SELECT DISTINCT cells.key, cells.row, cells.day_from FROM cells CROSS JOIN rows ON rows.id = cells.row
    WHERE scope IN (SELECT value FROM json_each(:scopes)) AND cells.key > :after AND cells.key <= :most
    AND cells.day_from <= :last AND cells.day_to >= :first AND cells.pos_from <= :position AND rows.pos_to > :position
    AND (:published_by IS NULL OR cells.published <= :published_by)
    AND (:published_by IS NULL OR (SELECT last FROM publications WHERE publications.subject = rows.subject) <= :published_by)
    AND (:newest IS NULL OR EXISTS (
        SELECT 1 FROM publications WHERE publications.subject = rows.subject AND settled >= :newest AND publications.position <= :until
    ))
)
ORDER BY key, day_from LIMIT :limit
