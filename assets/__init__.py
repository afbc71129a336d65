"""When and where a digest is made: Dagster assets, checks, schedule, and the `digest` command.

The only importer of dagster, and the only place where the rooms of `pipeline` meet.
"""
