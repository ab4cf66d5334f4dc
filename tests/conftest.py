"""What holds for all tests: generated examples may take their time on a busy machine."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("sakuin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sakuin")
