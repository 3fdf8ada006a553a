-- One place where a row is filed.
INSERT INTO cells (scope, block, key, row, day_from, day_to, pos_from, sure, published) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);
