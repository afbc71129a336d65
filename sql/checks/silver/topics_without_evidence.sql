-- Table: silver.post_topics
-- A theme whose cues are not as many as its count says.
select post_id, topic_id, cue_count, evidence
from silver.post_topics
where week_start = $week_start and len(evidence) <> cue_count
order by post_id, topic_id
