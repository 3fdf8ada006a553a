-- Valid time reaches the day; no latest day is no bound.
(log.latest IS NULL OR log.latest >= :valid_from)
