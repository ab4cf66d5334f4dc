"""What holds for all tests: generated examples may take their time, and are the same in every run.

``--hypothesis-profile=further`` looks further; what it finds becomes an example.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "sakuin", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("further", settings.get_profile("sakuin"), derandomize=False)
settings.load_profile("sakuin")
