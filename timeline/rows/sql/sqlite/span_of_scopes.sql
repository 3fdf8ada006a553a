-- As `span`, the rows that are filed under some scopes, :scopes being a JSON array, in whichever block. Absent days are the bounds of all.
SELECT key, row, as_of FROM (
    SELECT DISTINCT cells.key, cells.row, cells.day_from, {as_of} AS as_of FROM cells CROSS JOIN rows ON rows.id = cells.row {joined}
    WHERE scope IN (SELECT value FROM json_each(:scopes)) AND cells.key > :after AND cells.key <= :most
    AND cells.day_from <= :last AND cells.day_to >= :first AND cells.pos_from <= :position {of_cells} {of_rows} AND rows.pos_to > {as_of}
)
ORDER BY key, day_from LIMIT :limit
