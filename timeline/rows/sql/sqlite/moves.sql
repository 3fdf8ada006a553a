-- The first moves of several streams, each as two lines: a JSON array of what it is, and what the row says. In order of position and
-- key, or of key where there is one position. The streams come joined by UNION ALL, and are merged, not sorted.
SELECT CAST(group_concat(
    json_array(position, key, set_id, subject, opened) || char(10) || (SELECT body FROM bodies WHERE id = found.body), char(10)
) AS BLOB)
FROM (SELECT * FROM ({streams}) ORDER BY {order} LIMIT :limit) AS found;
