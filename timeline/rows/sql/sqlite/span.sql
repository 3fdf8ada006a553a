-- The rows (of one :key or of all) that hold on some day from :first to :last (NULL: no bound): by key, and of a key by day. See `stream`.
SELECT rows.key AS key, rows.id AS row, {as_of} AS as_of FROM rows {joined}
WHERE set_id = :set AND key > :after AND key <= :most AND (:key IS NULL OR key = :key) AND pos_from <= :position AND pos_to > {as_of}
AND (:first IS NULL OR day_to IS NULL OR day_to >= :first) AND (:last IS NULL OR day_from IS NULL OR day_from <= :last) {of_rows}
ORDER BY key, day_from LIMIT :limit
