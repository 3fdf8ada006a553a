-- It is said once less.
UPDATE bodies SET uses = uses - 1 WHERE id = ?;
