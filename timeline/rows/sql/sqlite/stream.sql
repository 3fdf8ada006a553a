-- The rows of one block that hold on a day as of a position, in order of key. A page merges one such stream for each block.
SELECT cells.key, cells.row FROM cells CROSS JOIN rows ON rows.id = cells.row
WHERE scope = :scope AND block = :block AND cells.key > :after AND cells.key <= :most
AND cells.day_from <= :on AND cells.day_to >= :on AND cells.pos_from <= :position AND (:sure IS NULL OR sure = :sure)
AND rows.pos_to > :position
AND (:published_by IS NULL OR cells.published <= :published_by)
AND (:published_by IS NULL OR (SELECT last FROM publications WHERE publications.subject = rows.subject) <= :published_by)
AND (:newest IS NULL OR EXISTS (
    SELECT 1 FROM publications WHERE publications.subject = rows.subject AND settled >= :newest AND publications.position <= :until
))
