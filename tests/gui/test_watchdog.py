import time

import pytest

HELD_S = 0.4


def work():
    until_s = time.thread_time() + HELD_S
    while time.thread_time() < until_s:
        pass


@pytest.mark.parametrize("hold", [work, lambda: time.sleep(HELD_S)])
def test_the_watchdog_sees_the_screen_held(watchdog, qtbot, hold):
    watchdog.start()
    qtbot.wait(50)
    hold()
    qtbot.wait(50)
    assert watchdog.worst_ms > 100


def test_the_watchdog_is_silent_where_nothing_holds(watchdog, qtbot):
    watchdog.start()
    qtbot.wait(200)
    assert watchdog.worst_ms < 100
