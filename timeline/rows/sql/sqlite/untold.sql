-- Of how many subjects rows as published do not tell all yet.
SELECT count(*) FROM publications WHERE first < last AND settled >= 0 AND settled < :newest;
