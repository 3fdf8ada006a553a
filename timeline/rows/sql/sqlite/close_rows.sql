-- Rows are believed no longer. :closed is a JSON array of arrays of id, position and day of publication.
UPDATE rows SET pos_to = json_extract(closed.value, '$[1]'), published_to = json_extract(closed.value, '$[2]')
FROM json_each(:closed) AS closed WHERE rows.id = json_extract(closed.value, '$[0]');
