-- Input lines that could not be read as a post, kept whole.
-- Grain: one row per (file_name, line_number, line_sha256). Written by imports.
create table bronze.quarantined_lines (
    file_name varchar not null,
    line_number bigint not null,
    line_sha256 varchar not null,
    reason varchar not null,
    line_text varchar not null,
    primary key (file_name, line_number, line_sha256)
);
comment on table bronze.quarantined_lines is 'Lines of imported files that are no post, with the reason';
comment on column bronze.quarantined_lines.file_name is 'Name of the imported file';
comment on column bronze.quarantined_lines.line_number is 'Line or row number, from 1';
comment on column bronze.quarantined_lines.line_sha256 is 'SHA-256 of the line';
comment on column bronze.quarantined_lines.reason is 'What is wrong with it';
comment on column bronze.quarantined_lines.line_text is 'The line; bytes that are no UTF-8 are written as \xNN';
