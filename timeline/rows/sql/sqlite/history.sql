-- What the rows of a key ever said up to a position, each from when until when, as two lines: a JSON array of days and positions, and
-- what the row said. In order of position.
SELECT CAST(group_concat(json_array(day_from, day_to, pos_from, pos_to) || char(10) || (SELECT body FROM bodies WHERE id = said.body), char(10)) AS BLOB)
FROM (
    SELECT day_from, day_to, row_versions.pos_from, row_versions.body, (
        SELECT coalesce(min(later.pos_from), rows.pos_to) FROM row_versions AS later
        WHERE later.row = rows.id AND later.pos_from > row_versions.pos_from
    ) AS pos_to
    FROM rows JOIN row_versions ON row_versions.row = rows.id
    WHERE set_id = :set AND key = :key AND row_versions.pos_from <= :until AND rows.pos_to > row_versions.pos_from
    ORDER BY row_versions.pos_from, day_from
) AS said;
