-- The type of one event.
INSERT INTO kinds (type, position) VALUES (?, ?);
