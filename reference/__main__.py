"""Write docs/reference.md."""

from reference.document import DOCUMENT, reference

if __name__ == "__main__":
    DOCUMENT.write_text(reference(), encoding="utf-8")
