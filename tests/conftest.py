"""What holds for every test."""

from hypothesis import settings

# two workers on a shared machine make any deadline a matter of luck
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")
