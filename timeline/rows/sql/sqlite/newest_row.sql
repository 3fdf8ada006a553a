-- The greatest id given to a row.
SELECT coalesce(max(id), 0) FROM rows;
