-- How many models did each week bring, how many with open weights, and the weeks before?
with

weeks as (

    select
        labels.week_start,
        count(items.record_id) as release_count,
        count(items.record_id) filter (where items.open_weights) as open_release_count
    from (select distinct week_start from gold.weekly_label_counts) as labels
    left join gold.tracker_items as items
        on
            labels.week_start = items.week_start
            and items.record_type = 'model_release'
            and items.status in ('announced', 'confirmed', 'available')
    group by labels.week_start

)

select
    this_week.week_start,
    min(this_week.release_count) as release_count,
    min(this_week.open_release_count) as open_release_count,
    avg(earlier.release_count) as mean_release_count_4w,
    avg(earlier.open_release_count) as mean_open_release_count_4w,
    count(earlier.week_start) as history_week_count
from weeks as this_week
left join weeks as earlier
    on earlier.week_start between this_week.week_start - 28 and this_week.week_start - 7
group by this_week.week_start
order by this_week.week_start
