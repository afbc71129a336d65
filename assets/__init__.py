"""When and where a digest is made: Dagster assets, checks, schedule, and the `digest` command.

The only importer of dagster, and the only place where the rooms of `pipeline` meet.
"""

import warnings

import dagster as dg

# One run for a range of weeks is what keeps Dagster's share small; the parameter is marked beta.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
