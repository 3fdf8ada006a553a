-- Above one position and up to another. The braces take the column in whose order the source is walked.
{position} > :low AND {position} <= :high
