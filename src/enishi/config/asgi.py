"""The ASGI application that `enishi serve` runs."""

import os
import warnings

from django.core.asgi import get_asgi_application

# WhiteNoise and downloads answer with files, which are read in chunks by a thread: what the warning advises against
# is what is wanted here.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")
application = get_asgi_application()
