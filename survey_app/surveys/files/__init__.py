"""How surveys are written down: YAML files, and PO files for their translations. `surveys/yaml_file.py` is the door."""
