"""Words in other languages: who mends them, who says that they are right, and what it changes."""
