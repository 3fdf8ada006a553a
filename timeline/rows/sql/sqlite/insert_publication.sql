-- The days between which reports of a subject were published, the position of the last one, and whether they came in order, with what was
-- known before.
INSERT INTO publications (subject, first, last, position, in_order, settled) VALUES (?, ?, ?, ?, ?, 0)
ON CONFLICT (subject) DO UPDATE SET
    first = min(first, excluded.first), last = max(last, excluded.last), position = max(position, excluded.position),
    in_order = CASE WHEN excluded.position > position THEN in_order AND excluded.in_order AND excluded.first >= last ELSE in_order END,
    settled = CASE WHEN excluded.position > position THEN 0 ELSE settled END;
