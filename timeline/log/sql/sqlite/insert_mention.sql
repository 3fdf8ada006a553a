-- Whom one event names.
INSERT INTO mentions (actor, position) VALUES (?, ?);
