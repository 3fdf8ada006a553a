-- The greatest ids of rows and of bodies within a stretch of ids, NULL where there is none.
SELECT
    (SELECT max(id) FROM rows WHERE id BETWEEN :low AND :high),
    (SELECT max(id) FROM bodies WHERE id BETWEEN :low AND :high);
