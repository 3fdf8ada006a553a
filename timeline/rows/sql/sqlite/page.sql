-- What the first rows of the streams say as of the position, one a line, in one step. The streams come joined by UNION ALL, and are
-- merged, not sorted.
SELECT CAST(group_concat((SELECT body FROM bodies WHERE id = (
    SELECT body FROM row_versions WHERE row_versions.row = found.row AND pos_from <= :position ORDER BY pos_from DESC LIMIT 1
)), char(10)) AS BLOB)
FROM (SELECT key, row FROM ({streams}) ORDER BY key, row LIMIT :limit) AS found;
