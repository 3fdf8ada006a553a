-- The first moves of several streams, each as two lines: a JSON array of what it is, and what the row says, with windows that are kept
-- apart behind a tab. In order of position and key, or of key where there is one position. The streams come joined by UNION ALL, and are
-- merged, not sorted; for that a column is of one affinity in all of them.
SELECT CAST(group_concat(
    json_array(position, key, set_id, subject, opened) || char(10) || (SELECT body FROM bodies WHERE id = found.body) || coalesce(char(9) || (
        SELECT windows FROM row_windows
        WHERE row_windows.set_id = found.set_id AND row_windows.subject = found.key AND pos_from <= found.as_of ORDER BY pos_from DESC LIMIT 1
    ), ''), char(10)
) AS BLOB)
FROM (SELECT * FROM ({streams}) ORDER BY {order} LIMIT :limit) AS found;
