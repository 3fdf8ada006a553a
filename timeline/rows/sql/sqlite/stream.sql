-- The rows of one block that hold on a day as of a position, in order of key. A page merges one such stream for each block. The braces
-- take one of the ways in which rows count, see `_Counting` in rows/sqlite/find.py.
SELECT cells.key, cells.row, {as_of} AS as_of FROM cells CROSS JOIN rows ON rows.id = cells.row {joined}
WHERE scope = :scope AND block = :block AND cells.key > :after AND cells.key <= :most
AND cells.day_from <= :on AND cells.day_to >= :on AND cells.pos_from <= :position AND (:sure IS NULL OR sure = :sure)
{of_cells} {of_rows} AND rows.pos_to > {as_of}
