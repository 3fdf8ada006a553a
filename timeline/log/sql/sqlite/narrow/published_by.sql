-- Published by the day.
log.published <= :published_by
