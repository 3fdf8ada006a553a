-- All subjects that begin so. The plus keeps to the order of positions.
+log.subject >= :subject AND +log.subject < :subject || char(1114111)
