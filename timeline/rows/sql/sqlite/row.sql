-- One row by key, on a day (NULL: the one that stands for every day) as of a position, with windows that are kept apart behind a tab.
SELECT CAST(body || coalesce(char(9) || (
    SELECT windows FROM row_windows WHERE set_id = :set AND subject = :key AND pos_from <= :position ORDER BY pos_from DESC LIMIT 1
), '') AS BLOB)
FROM bodies WHERE id = (
    SELECT row_versions.body FROM rows JOIN row_versions ON row_versions.row = rows.id
    WHERE set_id = :set AND key = :key AND rows.pos_from <= :position AND pos_to > :position AND row_versions.pos_from <= :position
    AND CASE WHEN :on IS NULL THEN every ELSE (day_from IS NULL OR day_from <= :on) AND (day_to IS NULL OR day_to >= :on) END
    ORDER BY row_versions.pos_from DESC LIMIT 1
);
