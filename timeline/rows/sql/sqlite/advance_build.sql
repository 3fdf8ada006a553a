-- How far a set is that is built subject by subject.
UPDATE row_builds SET subject = ?, within = ?, events = ? WHERE set_id = ?;
