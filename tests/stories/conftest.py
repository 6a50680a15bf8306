from tests.gui.conftest import (  # noqa: F401  # the same windows as in their own tests
    open_window,
    own_case,
    own_window,
    own_workspace,
    places,
    sources,
    watchdog,
    workspace,
)
from tests.gui.test_deciding import hand  # noqa: F401  # types as somebody does
