"""What turns the log into answers."""
