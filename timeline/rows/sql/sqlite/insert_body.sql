-- What some rows say, and how often it is said.
INSERT INTO bodies (id, uses, body) VALUES (?, ?, ?);
