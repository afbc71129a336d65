-- Table: silver.source_health
-- Severity: warning
-- A source that answered and has posted nothing for longer than is normal for it.
select source_id, source_name, newest_posted_at, quiet_days
from silver.source_health
where week_start = $week_start and status = 'ok' and is_stale
order by source_id
