"""What run.py does before anything is installed: set up .venv, and bring what tests need."""
