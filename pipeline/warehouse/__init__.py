"""The lake of Parquet partitions and the published database: all that knows DuckDB and file layout.

A table is `lake/<schema>/<table>/week_start=YYYY-MM-DD/data.parquet`; bronze keeps one file an
import or fetch instead, and never rewrites one. A partition is written to a temporary name and
renamed, so a reader sees the old week or the new week and nothing between. SQL sees plain names:
`silver.posts`.

Each file here imports only those before it: `sql_files`, `durable_files`, `relations`, `lake`,
`published`.
"""

from pipeline.warehouse.durable_files import exclusive_lock, scratch_path, write_atomically
from pipeline.warehouse.lake import Lake
from pipeline.warehouse.published import publish_database, read_frame
from pipeline.warehouse.relations import Record, Rows, empty_database, primary_key, run_query
from pipeline.warehouse.sql_files import check_names, sql_folder, sql_text, table_names

__all__ = [
    "Lake",
    "Record",
    "Rows",
    "check_names",
    "empty_database",
    "exclusive_lock",
    "primary_key",
    "publish_database",
    "read_frame",
    "run_query",
    "scratch_path",
    "sql_folder",
    "sql_text",
    "table_names",
    "write_atomically",
]
