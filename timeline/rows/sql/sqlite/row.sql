-- One row by key, on a day (NULL: the one that stands for every day) as of a position.
SELECT CAST(bodies.body AS BLOB) FROM rows JOIN bodies ON bodies.id = rows.body
WHERE set_id = :set AND key = :key AND pos_from <= :position AND pos_to > :position AND every = (:on IS NULL)
AND (:on IS NULL OR ((day_from IS NULL OR day_from <= :on) AND (day_to IS NULL OR day_to >= :on)));
