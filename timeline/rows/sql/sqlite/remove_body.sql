-- What no row says any more.
DELETE FROM bodies WHERE id = ? AND uses = 0;
