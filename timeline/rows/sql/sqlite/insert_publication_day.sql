-- Where reports of a subject begin that were published on a day.
INSERT OR IGNORE INTO publication_days (subject, published, position) VALUES (?, ?, ?);
