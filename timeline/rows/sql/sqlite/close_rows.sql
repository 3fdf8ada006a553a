-- Rows are believed no longer. :closed is a JSON array of pairs of id and position.
UPDATE rows SET pos_to = json_extract(closed.value, '$[1]') FROM json_each(:closed) AS closed WHERE rows.id = json_extract(closed.value, '$[0]');
