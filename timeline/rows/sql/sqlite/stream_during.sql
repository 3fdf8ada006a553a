-- The rows of one block that hold on some day from :first to :last as of a position, in order of key. See `counts_from` in rows/blocks.py.
SELECT cells.key, cells.row, cells.day_from FROM cells CROSS JOIN rows ON rows.id = cells.row
WHERE scope = :scope AND block = :block AND cells.key > :after AND cells.key <= :most
AND cells.day_from >= :begins AND cells.day_from <= :last AND cells.day_to >= :first AND cells.pos_from <= :position
AND rows.pos_to > :position
AND (:published_by IS NULL OR cells.published <= :published_by)
AND (:published_by IS NULL OR (SELECT last FROM publications WHERE publications.subject = rows.subject) <= :published_by)
AND (:newest IS NULL OR EXISTS (
    SELECT 1 FROM publications WHERE publications.subject = rows.subject AND settled >= :newest AND publications.position <= :until
))
