-- Schemas of the lake and of the published database; times are compared and cut in UTC.
set TimeZone = 'UTC';
create schema if not exists bronze;
create schema if not exists silver;
create schema if not exists gold;
