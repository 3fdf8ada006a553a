-- Sets that do not answer yet, and never will. :sets is a JSON array of ids.
UPDATE row_sets SET state = 'dropped' WHERE state = 'building' AND id IN (SELECT value FROM json_each(:sets));
