-- A scope under which nothing is filed any more.
DELETE FROM scopes WHERE id = :scope;
