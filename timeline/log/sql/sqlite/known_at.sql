-- The last position recorded by :instant, by halving: instants never decrease along positions, so no index is needed.
WITH RECURSIVE span (low, high) AS (
    SELECT 0, (SELECT coalesce(max(position), 0) FROM log)
    UNION ALL
    SELECT iif(recorded_at <= :instant, position, low), iif(recorded_at <= :instant, high, position - 1)
    FROM span JOIN log ON position = (low + high + 1) / 2
    WHERE low < high
)
SELECT low FROM span WHERE low = high;
