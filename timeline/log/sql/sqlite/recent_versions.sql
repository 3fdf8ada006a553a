-- The version of each subject that has events beyond the index.
SELECT subject, max(version) FROM log WHERE position > (SELECT position FROM indexed) GROUP BY subject;
