-- Below a position, when reading backwards.
log.position < :after
