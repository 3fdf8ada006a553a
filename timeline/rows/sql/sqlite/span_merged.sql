-- As `span` for all keys, of a stretch of few blocks: the streams come joined by UNION ALL, and are merged, not sorted.
SELECT CAST(group_concat((SELECT body FROM bodies WHERE id = (
    SELECT body FROM row_versions WHERE row_versions.row = found.row AND pos_from <= :position ORDER BY pos_from DESC LIMIT 1
)) || coalesce(char(9) || (
    SELECT windows FROM row_windows WHERE set_id = :set AND subject = found.key AND pos_from <= :position ORDER BY pos_from DESC LIMIT 1
), ''), char(10)) AS BLOB)
FROM (
    SELECT key, row FROM (SELECT key, row, day_from FROM ({streams}) ORDER BY key, row LIMIT :limit) ORDER BY key, day_from
) AS found;
