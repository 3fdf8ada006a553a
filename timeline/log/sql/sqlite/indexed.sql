-- The position up to which the index has every event.
SELECT position FROM indexed;
