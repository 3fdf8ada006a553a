-- The blocks of a scope that hold anything within some stretches. :stretches is a JSON array of pairs of the first and the last block.
WITH RECURSIVE found (block, last) AS (
    SELECT
        (SELECT min(block) FROM cells WHERE scope = :scope AND block BETWEEN json_extract(value, '$[0]') AND json_extract(value, '$[1]')),
        json_extract(value, '$[1]')
    FROM json_each(:stretches)
    UNION ALL
    SELECT (SELECT min(block) FROM cells WHERE scope = :scope AND block > found.block AND block <= found.last), found.last
    FROM found WHERE found.block IS NOT NULL
)
SELECT json_group_array(block) FROM found WHERE block IS NOT NULL;
