-- The version that one event made of its subject.
INSERT INTO versions (subject, position, version) VALUES (?, ?, ?);
