"""The command `enishi`. Every command loads what it needs only when it runs, so that asking for help is quick."""
