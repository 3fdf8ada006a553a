-- The sets in a state, with how far they are where they are built subject by subject.
SELECT id, view, version, position, until, subject, within, events FROM row_sets LEFT JOIN row_builds ON set_id = id WHERE state = ?;
