-- Whom one new event names.
INSERT INTO mentions (actor, position) VALUES (?, ?);
