-- One row.
INSERT INTO rows (id, set_id, key, subject, day_from, day_to, every, pos_from, pos_to, published_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
