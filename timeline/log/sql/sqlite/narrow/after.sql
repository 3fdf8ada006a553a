-- Above a position.
log.position > :after
