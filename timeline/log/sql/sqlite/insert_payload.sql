-- The payload of one new event.
INSERT INTO payloads (position, salted) VALUES (?, ?);
