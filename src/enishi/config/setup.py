"""Start Django for a command, and bring the state database to today's shape."""

from __future__ import annotations

import os

from enishi.kernel.errors import EnishiError


def start() -> None:
    """Make the rooms with tables usable. Raises EnishiError where the environment says something impossible."""
    import django  # noqa: PLC0415 - commands that need no Django never load it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")
    django.setup()


def migrate() -> None:
    """Create or bring up to date the state database. Quick where nothing is to be done.

    Raises EnishiError `database` where it cannot be reached or used.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    settings.ENISHI.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise EnishiError(
            f"The database cannot be used: {error}".strip(),
            hint="Check ENISHI_DATABASE_URL, and that the database runs; `enishi doctor` tells more.",
            code="database",
        ) from error


def missing_migrations() -> list[str]:
    """Changes of the database that are still to be made, as `room.name`."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
