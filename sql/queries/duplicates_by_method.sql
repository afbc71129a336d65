-- How many posts repeat another, and in what way?
select
    duplicates.week_start,
    duplicates.method,
    count(*) as duplicate_count,
    count(distinct duplicates.duplicate_of_post_id) as original_count,
    avg(duplicates.similarity_score order by duplicates.post_id) as mean_similarity
from silver.post_duplicates as duplicates
group by duplicates.week_start, duplicates.method
order by duplicates.week_start, duplicates.method
