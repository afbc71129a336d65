-- Table: silver.source_health
-- Severity: warning
-- A source that could not be read; the digest names it.
select source_id, source_name, problem
from silver.source_health
where week_start = $week_start and status = 'failed'
order by source_id
