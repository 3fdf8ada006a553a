-- One type: its index has the positions in order.
log.type = :type
