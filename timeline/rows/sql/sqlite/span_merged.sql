-- As `span` for all keys, of a stretch of few blocks: the streams come joined by UNION ALL, and are merged, not sorted.
SELECT key, row, as_of FROM (SELECT key, row, day_from, as_of FROM ({streams}) ORDER BY key, row LIMIT :limit) ORDER BY key, day_from
