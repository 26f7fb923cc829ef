"""What it takes to draw pages."""
