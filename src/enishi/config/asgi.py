"""The ASGI application that `enishi serve` runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")
application = get_asgi_application()
