-- Reports of either of two subjects may count for the other from now on, and for all for which they may count already.
UPDATE publications SET in_order = 0, settled = 0, joined = (
    SELECT min(coalesce(joined, subject)) FROM publications WHERE subject IN (:one, :other)
)
WHERE subject IN (:one, :other) OR joined IN (SELECT joined FROM publications WHERE subject IN (:one, :other));
