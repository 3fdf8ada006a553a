-- What rows of a set say from a position after :position on, or from it on with a key from :key on, of rows that hold on some day from
-- :first to :last (NULL: no bound). A row that one append both opened and closed was never believed.
SELECT row_moves.position AS position, row_moves.key AS key, row_moves.set_id AS set_id, subject, 1 AS opened, row_versions.body AS body,
    row_moves.position + 0 AS as_of
FROM row_moves CROSS JOIN rows ON rows.id = row_moves.row
CROSS JOIN row_versions ON row_versions.row = row_moves.row AND row_versions.pos_from = row_moves.position
WHERE row_moves.set_id = :set AND (row_moves.position, row_moves.key) >= (:position, :key) AND row_moves.position <= :until
AND rows.pos_to > row_moves.position AND every >= :every
AND (:first IS NULL OR day_to IS NULL OR day_to >= :first) AND (:last IS NULL OR day_from IS NULL OR day_from <= :last)
