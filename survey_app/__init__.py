"""survey_app: needs-assessment surveys for California's community schools.

Empty on purpose: importing the core loads no Flask, and nothing can become circular.
Start reading at `factory.py`, or at `surveys/model.py` for what a survey is.
"""
