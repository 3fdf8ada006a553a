"""The HTTP face: requests become questions to the service, answers and errors become responses."""
