-- Full text.
texts.words MATCH :q
