-- The rows of one block that hold on a day as of a position, in order of key.
SELECT cells.key, rows.id, rows.body FROM cells CROSS JOIN rows ON rows.id = cells.row
WHERE scope = :scope AND block = :block AND cells.key > :after
AND cells.day_from <= :on AND cells.day_to >= :on AND cells.pos_from <= :position AND (:sure IS NULL OR sure = :sure)
AND rows.pos_to > :position
ORDER BY cells.key, cells.row LIMIT :limit;
