"""The log only grows: the database itself refuses to change or to delete a fact."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER facts_fact_no_update BEFORE UPDATE ON facts_fact
       BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END""",
    """CREATE TRIGGER facts_fact_no_delete BEFORE DELETE ON facts_fact
       BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END""",
]
SQLITE_BACK = ["DROP TRIGGER facts_fact_no_update", "DROP TRIGGER facts_fact_no_delete"]

POSTGRESQL = [
    """CREATE FUNCTION facts_fact_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'facts are append-only'; END $$""",
    """CREATE TRIGGER facts_fact_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON facts_fact
       FOR EACH STATEMENT EXECUTE FUNCTION facts_fact_append_only()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER facts_fact_append_only ON facts_fact",
    "DROP FUNCTION facts_fact_append_only()",
]


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
