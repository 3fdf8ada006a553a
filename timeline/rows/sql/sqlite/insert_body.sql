-- What some rows say, and how many they are.
INSERT INTO bodies (id, uses, body) VALUES (?, ?, ?);
