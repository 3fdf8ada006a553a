-- Some of what is filed under a scope.
DELETE FROM cells WHERE (scope, block, key, row) IN (SELECT scope, block, key, row FROM cells WHERE scope = :scope LIMIT :limit);
