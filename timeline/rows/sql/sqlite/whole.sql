-- What some rows say, each as of a position, one a line, with windows that are kept apart behind a tab, in one step. The braces take what
-- gives them, each with its key, in order.
SELECT CAST(group_concat((SELECT body FROM bodies WHERE id = (
    SELECT body FROM row_versions WHERE row_versions.row = found.row AND pos_from <= found.as_of ORDER BY pos_from DESC LIMIT 1
)) || CASE WHEN EXISTS (SELECT 1 FROM row_windows WHERE set_id = :set) THEN coalesce(char(9) || (
    SELECT windows FROM row_windows WHERE set_id = :set AND subject = found.key AND pos_from <= found.as_of ORDER BY pos_from DESC LIMIT 1
), '') ELSE '' END, char(10)) AS BLOB)
FROM ({rows}) AS found;
