-- One row less says it.
UPDATE bodies SET uses = uses - 1 WHERE id = ?;
