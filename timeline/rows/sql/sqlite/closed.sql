-- What rows of a set said that are believed until a position after :position, or until it with a key from :key on, and that hold on some
-- day from :first to :last (NULL: no bound), or for every day. A row that one append both opened and closed was never believed.
SELECT pos_to AS position, key, set_id, subject, 0 AS opened, (
    SELECT body FROM row_versions AS earlier WHERE earlier.row = rows.id AND earlier.pos_from < rows.pos_to
    ORDER BY earlier.pos_from DESC LIMIT 1
) AS body
FROM rows
WHERE set_id = :set AND pos_to < 9223372036854775807 AND (pos_to, key) >= (:position, :key) AND pos_to <= :until
AND pos_to > pos_from AND (:every = 0 OR every = 1)
AND (:first IS NULL OR day_to IS NULL OR day_to >= :first) AND (:last IS NULL OR day_from IS NULL OR day_from <= :last)
