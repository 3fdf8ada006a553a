-- Of how many subjects rows as published do not tell all yet.
SELECT count(*) FROM publications WHERE first < last AND in_order = 0 AND settled >= 0 AND settled < (SELECT number FROM generation);
