"""What holds for every test."""

import pytest
from hypothesis import settings

# two workers on a shared machine make any deadline a matter of luck
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")


@pytest.fixture
def qtbot(qapp, request):
    """Drive the window with patience; imported late, most tests need no window."""
    from tests.gui.quiet import PatientBot

    return PatientBot(request)
