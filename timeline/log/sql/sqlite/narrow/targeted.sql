-- Some claim up to :until speaks of it.
log.id IN (SELECT target FROM log WHERE target IS NOT NULL AND position <= :until)
