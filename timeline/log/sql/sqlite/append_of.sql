-- The first position of the append that the event at :position belongs to.
SELECT first FROM log WHERE position = :position;
