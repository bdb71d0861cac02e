"""The drawings of the pages: `figure("name")` finds that function in any module here."""
