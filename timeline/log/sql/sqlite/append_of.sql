-- The positions of the append that the event at :position belongs to.
SELECT first, last FROM log WHERE position = :position;
