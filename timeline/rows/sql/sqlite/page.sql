-- What the first rows of the streams say, one a line, in one step. The streams come joined by UNION ALL, and are merged, not sorted.
SELECT CAST(group_concat((SELECT body FROM bodies WHERE id = found.body), char(10)) AS BLOB)
FROM (SELECT key, row, body FROM ({streams}) ORDER BY key, row LIMIT :limit) AS found;
