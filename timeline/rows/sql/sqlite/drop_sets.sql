-- Sets that do not answer.
DELETE FROM row_sets WHERE live = 0 AND :sets IS NOT NULL;
