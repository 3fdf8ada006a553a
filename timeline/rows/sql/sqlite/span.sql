-- The rows (of one :key or of all) that hold on some day from :first to :last (NULL: no bound): by key, and of a key by day.
SELECT key, id AS row FROM rows
WHERE set_id = :set AND key > :after AND key <= :most AND (:key IS NULL OR key = :key) AND pos_from <= :position AND pos_to > :position
AND (:first IS NULL OR day_to IS NULL OR day_to >= :first) AND (:last IS NULL OR day_from IS NULL OR day_from <= :last)
AND (:published_by IS NULL OR (SELECT last FROM publications WHERE publications.subject = rows.subject) <= :published_by)
AND (:newest IS NULL OR EXISTS (
    SELECT 1 FROM publications WHERE publications.subject = rows.subject AND settled >= :newest AND publications.position <= :until
))
ORDER BY key, day_from LIMIT :limit
