create table task (
    id bigint generated always as identity primary key,
    actor varchar(256) not null,
    action varchar(64) not null,
    kind varchar(64) not null,
    namespace varchar(64) not null,
    name varchar(256) not null,
    started timestamp with time zone not null,
    finished timestamp with time zone,
    state varchar(16) not null,
    sentence varchar(2000) not null,
    goal varchar(256) not null
);
create index task_object on task (kind, namespace, name, id);
create index task_state on task (state);
