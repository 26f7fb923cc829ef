"""Survey files: YAML, and PO for the translations. Other rooms use `surveys/yaml_file.py`."""
