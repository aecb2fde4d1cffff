"""Why an edit of a roster is not taken: the field, and a Vietnamese sentence for who typed it."""


class EditRefused(ValueError):
    """Nothing was changed. ``field``: which field of the form is wrong, '' for none."""

    def __init__(self, field: str, vi: str) -> None:
        super().__init__(vi)
        self.field = field
        self.vi = vi
