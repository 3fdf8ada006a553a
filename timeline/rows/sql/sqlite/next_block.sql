-- The first block of a scope from one on that holds anything.
SELECT block FROM cells WHERE scope = ? AND block >= ? AND block <= ? ORDER BY block LIMIT 1;
