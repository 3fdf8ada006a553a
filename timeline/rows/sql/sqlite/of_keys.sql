-- How the rows of some keys read on all days as of a position each, each as two lines: a JSON array of what it is, and what the row says,
-- with windows that are kept apart behind a tab.
-- :keys is a JSON array of arrays of a set, a key and a position; they come in its order, and of a key by day.
SELECT CAST(group_concat(json_array(number, subject, day_from, day_to) || char(10) || (SELECT body FROM bodies WHERE id = (
    SELECT body FROM row_versions WHERE row_versions.row = found.id AND pos_from <= found.position ORDER BY pos_from DESC LIMIT 1
)) || coalesce(char(9) || (
    SELECT windows FROM row_windows
    WHERE row_windows.set_id = found.set_id AND row_windows.subject = found.key AND pos_from <= found.position ORDER BY pos_from DESC LIMIT 1
), ''), char(10)) AS BLOB)
FROM (
    SELECT named.key AS number, set_id, rows.key AS key, subject, day_from, day_to, rows.id, json_extract(named.value, '$[2]') AS position
    FROM json_each(:keys) AS named CROSS JOIN rows
    WHERE set_id = json_extract(named.value, '$[0]') AND rows.key = json_extract(named.value, '$[1]')
    AND pos_from <= json_extract(named.value, '$[2]') AND pos_to > json_extract(named.value, '$[2]')
    ORDER BY named.id, day_from
) AS found;
