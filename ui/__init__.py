"""What people see: the terminal report, the web pages, and what both say in the same words."""
