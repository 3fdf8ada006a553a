-- What rows of a set that stay as they are say from a position after :position, or from it with a key from :key on, because windows
-- that are kept apart move: of rows that hold on some day from :first to :last (NULL: no bound).
SELECT moved.pos_from AS position, moved.subject AS key, moved.set_id AS set_id, moved.subject AS subject, 1 AS opened, (
    SELECT body FROM row_versions WHERE row_versions.row = rows.id AND pos_from < moved.pos_from ORDER BY pos_from DESC LIMIT 1
) AS body, moved.pos_from + 0 AS as_of
FROM row_windows AS moved INDEXED BY row_windows_moves CROSS JOIN rows ON rows.set_id = moved.set_id AND rows.key = moved.subject
WHERE moved.set_id = :set AND (moved.pos_from, moved.subject) >= (:position, :key) AND moved.pos_from <= :until
AND rows.pos_from < moved.pos_from AND rows.pos_to > moved.pos_from AND every >= :every
AND NOT EXISTS (SELECT 1 FROM row_versions WHERE row_versions.row = rows.id AND row_versions.pos_from = moved.pos_from)
AND (:first IS NULL OR day_to IS NULL OR day_to >= :first) AND (:last IS NULL OR day_from IS NULL OR day_from <= :last)
