-- What the rows (of one :key or of all) that hold on some day from :first to :last (NULL: no bound) say as of a position, one a line, with
-- windows that are kept apart behind a tab: by key, and of a key by day.
SELECT CAST(group_concat((SELECT body FROM bodies WHERE id = (
    SELECT body FROM row_versions WHERE row_versions.row = found.id AND pos_from <= :position ORDER BY pos_from DESC LIMIT 1
)) || coalesce(char(9) || (
    SELECT windows FROM row_windows WHERE set_id = :set AND subject = found.key AND pos_from <= :position ORDER BY pos_from DESC LIMIT 1
), ''), char(10)) AS BLOB)
FROM (
    SELECT id, key FROM rows
    WHERE set_id = :set AND key > :after AND (:key IS NULL OR key = :key) AND pos_from <= :position AND pos_to > :position
    AND (:first IS NULL OR day_to IS NULL OR day_to >= :first) AND (:last IS NULL OR day_from IS NULL OR day_from <= :last)
    AND (:published_by IS NULL OR (SELECT last FROM publications WHERE publications.subject = rows.subject) <= :published_by)
    ORDER BY key, day_from LIMIT :limit
) AS found;
