-- The days between which reports of a subject were published and the position of the last one, with what was known before.
INSERT INTO publications (subject, first, last, position, settled) VALUES (?, ?, ?, ?, 0)
ON CONFLICT (subject) DO UPDATE SET
    first = min(first, excluded.first), last = max(last, excluded.last), position = max(position, excluded.position),
    settled = CASE WHEN excluded.position > position THEN 0 ELSE settled END;
