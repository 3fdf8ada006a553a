-- The words of one event, parted by blanks.
INSERT INTO texts (rowid, words) VALUES (?, ?);
