-- Up to a position.
log.position <= :until
