-- The windows that the rows of a subject ever had up to a position, as JSON arrays of position and windows, in order of position.
SELECT CAST(coalesce(group_concat(pos_from || char(9) || windows, char(10)), '') AS BLOB) FROM (
    SELECT pos_from, windows FROM row_windows WHERE set_id = :set AND subject = :key AND pos_from <= :until ORDER BY pos_from
);
