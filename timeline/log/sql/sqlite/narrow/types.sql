-- Several types, in a JSON array. The plus keeps from their index, which would have to sort all of them for one page.
+log.type IN (SELECT value FROM json_each(:types))
