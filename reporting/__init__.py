"""What people read, wherever they read it: texts, tables, charts, images, PDF and HTML files."""
