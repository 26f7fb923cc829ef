"""Rules of a draft: what may look at what, and how a form and a sentence say it."""
