-- The words of one new event, parted by blanks.
INSERT INTO texts (rowid, words) VALUES (?, ?);
