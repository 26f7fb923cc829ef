"""From a survey to a workbook that ODK, KoboToolbox and `reading` take."""
