-- The rows of sets that do not answer.
DELETE FROM rows WHERE set_id IN (SELECT id FROM row_sets WHERE live = 0) AND :sets IS NOT NULL;
