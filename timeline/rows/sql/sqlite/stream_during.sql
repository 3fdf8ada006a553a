-- The rows of one block that hold on some day from :first to :last as of a position, in order of key; see `stream`, and `counts_from` in
-- rows/blocks.py.
SELECT cells.key, cells.row, cells.day_from, {as_of} AS as_of FROM cells CROSS JOIN rows ON rows.id = cells.row {joined}
WHERE scope = :scope AND block = :block AND cells.key > :after AND cells.key <= :most
AND cells.day_from >= :begins AND cells.day_from <= :last AND cells.day_to >= :first AND cells.pos_from <= :position
{of_cells} {of_rows} AND rows.pos_to > {as_of}
