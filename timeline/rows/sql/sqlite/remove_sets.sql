-- Sets that were dropped and of which nothing is left.
DELETE FROM row_sets WHERE state = 'dropped';
