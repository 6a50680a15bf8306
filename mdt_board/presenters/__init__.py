"""What each panel shows: functions from a `View` to ready words and points."""
