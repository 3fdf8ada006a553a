-- The first rows of the streams. They come joined by UNION ALL, and are merged, not sorted.
SELECT key, row FROM ({streams}) ORDER BY key, row LIMIT :limit
