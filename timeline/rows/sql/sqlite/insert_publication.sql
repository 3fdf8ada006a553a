-- The days between which reports of a subject were published, with what was known before.
INSERT INTO publications (subject, first, last) VALUES (?, ?, ?)
ON CONFLICT (subject) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last);
