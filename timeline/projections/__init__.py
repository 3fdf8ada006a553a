"""The views, one a file: data and one pure function."""
