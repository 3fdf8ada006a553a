-- One new event, without its payload.
INSERT INTO log (position, first, last, id, subject, version, type, recorded_at, earliest, latest, published, target, defaults, digest, leaf_hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
