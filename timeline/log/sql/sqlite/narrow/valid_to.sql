-- Valid time begins by the day; no earliest day is no bound.
(log.earliest IS NULL OR log.earliest <= :valid_to)
