-- The greatest ids given to a row and to a body.
SELECT (SELECT coalesce(max(id), 0) FROM rows), (SELECT coalesce(max(id), 0) FROM bodies);
