-- What rows of a set say from a position after :position on, or from it on with a key from :key on, as far as they hold on some day from
-- :first to :last (NULL: no bound), or for every day. A row that one append both opened and closed never said anything.
SELECT said.pos_from AS position, key, rows.set_id, subject, 1 AS opened, said.body AS body
FROM row_versions AS said CROSS JOIN rows ON rows.id = said.row
WHERE of_set = :set AND said.pos_from >= :position AND said.pos_from <= :until
AND (said.pos_from > :position OR key >= :key)
AND rows.pos_to > said.pos_from AND (:every = 0 OR every = 1)
AND (:first IS NULL OR day_to IS NULL OR day_to >= :first) AND (:last IS NULL OR day_from IS NULL OR day_from <= :last)
