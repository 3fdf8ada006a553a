-- A new scope.
INSERT INTO scopes (set_id, filter, value) VALUES (?, ?, ?);
