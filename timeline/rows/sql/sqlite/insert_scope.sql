-- A new scope.
INSERT INTO scopes (id, set_id, filter, value) VALUES (?, ?, ?, ?);
