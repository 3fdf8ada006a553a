-- The index now has every event up to :position.
UPDATE indexed SET position = :position;
