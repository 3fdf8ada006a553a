-- What rows of a set said until a position after :position, or until it with a key from :key on, of rows that hold on some day from :first
-- to :last (NULL: no bound).
SELECT row_moves.position AS position, row_moves.key AS key, row_moves.set_id AS set_id, subject, 0 AS opened, (
    SELECT body FROM row_versions
    WHERE row_versions.row = row_moves.row AND row_versions.pos_from < row_moves.position ORDER BY row_versions.pos_from DESC LIMIT 1
) AS body, row_moves.position - 1 AS as_of
FROM row_moves CROSS JOIN rows ON rows.id = row_moves.row
WHERE row_moves.set_id = :set AND (row_moves.position, row_moves.key) >= (:position, :key) AND row_moves.position <= :until
AND rows.pos_from < row_moves.position AND every >= :every
AND (:first IS NULL OR day_to IS NULL OR day_to >= :first) AND (:last IS NULL OR day_from IS NULL OR day_from <= :last)
