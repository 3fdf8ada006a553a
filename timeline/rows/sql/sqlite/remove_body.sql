-- What is not said any more.
DELETE FROM bodies WHERE id = ? AND uses = 0;
