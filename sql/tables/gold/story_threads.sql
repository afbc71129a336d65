-- Matters that go on over weeks, as of one week.
-- Grain: one row per (week_start, thread_id).
create table gold.story_threads (
    thread_id varchar not null,
    status varchar not null,
    story_id varchar,
    first_week date not null,
    last_week date not null,
    story_count integer not null,
    changes varchar[] not null,
    names varchar[] not null,
    keywords varchar[] not null,
    figures varchar[] not null,
    week_start date not null,
    primary key (week_start, thread_id),
    check (status in ('new', 'developing', 'dormant')),
    check ((status = 'dormant') = (story_id is null)),
    check (first_week <= last_week)
);
comment on table gold.story_threads is 'Matters that go on over weeks, as of one week';
comment on column gold.story_threads.thread_id is 'Id of the first story of the thread';
comment on column gold.story_threads.status is 'new, developing (told again this week) or dormant';
comment on column gold.story_threads.story_id is 'The story of this week; null while dormant';
comment on column gold.story_threads.first_week is 'Week of its first story';
comment on column gold.story_threads.last_week is 'Week of its newest story';
comment on column gold.story_threads.story_count is 'Weeks with a story so far';
comment on column gold.story_threads.changes is 'What this week adds, as name:entity id and figure:quantity';
comment on column gold.story_threads.names is 'Entities of all its stories';
comment on column gold.story_threads.keywords is 'Most used words of all its stories';
comment on column gold.story_threads.figures is 'Quantities of all its stories';
comment on column gold.story_threads.week_start is 'First day of the week';
