-- Subjects that are joined have their publications in common, where one of :subjects (a JSON array) is among them.
UPDATE publications SET (first, last, position, settled) = (
    SELECT min(each.first), max(each.last), max(each.position), min(each.settled)
    FROM publications AS each WHERE each.joined = publications.joined
)
WHERE joined IN (SELECT joined FROM publications WHERE subject IN (SELECT value FROM json_each(:subjects)));
