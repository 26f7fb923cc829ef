"""XLSForm, the spreadsheet format of ODK, KoboToolbox and others: `reading` takes forms in, `writing` writes surveys.

Both import heavy libraries only when somebody uses them. docs/survey-format.md says what is taken and what is not.
"""
