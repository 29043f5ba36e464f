"""Say what good data is, and set aside what is not, with its reason."""
