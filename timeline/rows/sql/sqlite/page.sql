-- The first rows of the streams. They come joined by UNION ALL, and are merged, not sorted.
SELECT key, row, as_of FROM ({streams}) ORDER BY key, row LIMIT :limit
