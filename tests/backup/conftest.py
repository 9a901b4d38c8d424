"""Fixtures for exports and imports of records."""

import pytest


@pytest.fixture
def attachments(settings, tmp_path):
    """Stores attachments in the folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "attachments"
