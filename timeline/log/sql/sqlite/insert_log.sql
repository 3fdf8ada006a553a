-- One new event, without its payload.
INSERT INTO log (position, first, id, subject, version, type, recorded_at, defaults, digest, leaf_hash, earliest, latest, published, target)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
