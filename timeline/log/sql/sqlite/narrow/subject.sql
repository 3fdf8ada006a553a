-- One subject.
log.subject = :subject
