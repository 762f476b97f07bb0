package dev.slipway.portal.tasks;

import dev.slipway.portal.cluster.ObjectKey;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The table of tasks. */
@Singleton
class TaskLog {
    private static final int LONGEST_SENTENCE = 2000;
    private static final int MOST_CHANGED = 1_000;
    private static final String COLUMNS =
            "select id, actor, action, kind, namespace, name, started, finished, state, sentence, goal from task ";

    private final TaskDatabase database;

    TaskLog(TaskDatabase database, Schema schema) {
        this.database = database;
        schema.ensure();
    }

    /** Writes a new task; returns it with its number. */
    Task add(Task task) {
        String insert =
                "insert into task (actor, action, kind, namespace, name, started, finished, state, sentence, goal)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(insert, Statement.RETURN_GENERATED_KEYS)) {
            statement.setString(1, task.actor());
            statement.setString(2, task.action());
            statement.setString(3, task.kind());
            statement.setString(4, task.object().namespace());
            statement.setString(5, task.object().name());
            statement.setObject(6, time(task.started()));
            statement.setObject(7, task.finished().map(TaskLog::time).orElse(null));
            statement.setString(8, task.state().name());
            statement.setString(9, shortened(task.sentence()));
            statement.setString(10, task.goal());
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return task.numbered(keys.getLong(1));
            }
        } catch (SQLException e) {
            throw new TaskLogFailure("write a task", e);
        }
    }

    /** Writes how a task ended, unless another replica has. Returns whether it was written. */
    boolean update(Task task) {
        String update = "update task set finished = ?, state = ?, sentence = ? where id = ? and state = 'RUNNING'";
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setObject(1, task.finished().map(TaskLog::time).orElse(null));
            statement.setString(2, task.state().name());
            statement.setString(3, shortened(task.sentence()));
            statement.setLong(4, task.id());
            return statement.executeUpdate() > 0;
        } catch (SQLException e) {
            throw new TaskLogFailure("write the end of a task", e);
        }
    }

    /** Returns the newest tasks, newest first. */
    List<Task> newest(int limit) {
        return query(COLUMNS + "order by id desc fetch first " + limit + " rows only", _ -> {}, _ -> true, limit);
    }

    /** Returns the tasks after a number, and those of some numbers. */
    List<Task> changed(long after, List<Long> numbers) {
        String among = numbers.isEmpty()
                ? ""
                : " or id in (" + numbers.stream().map(String::valueOf).collect(Collectors.joining(",")) + ")";
        return query(
                COLUMNS + "where id > ?" + among + " order by id",
                statement -> statement.setLong(1, after),
                _ -> true,
                MOST_CHANGED);
    }

    /** Returns the tasks that have not ended. */
    List<Task> running() {
        return query(COLUMNS + "where state = 'RUNNING' order by id", _ -> {}, _ -> true, Integer.MAX_VALUE);
    }

    /** Returns tasks before a number that somebody may see, newest first. */
    List<Task> before(long id, Predicate<Task> seen, String project, int limit) {
        String where = "where id < ? " + (project.isEmpty() ? "" : "and namespace = ? ") + "order by id desc";
        return query(
                COLUMNS + where,
                statement -> {
                    statement.setLong(1, id);
                    if (!project.isEmpty()) {
                        statement.setString(2, project);
                    }
                },
                seen,
                limit);
    }

    /** Returns the newest tasks about an object, newest first. */
    List<Task> about(String kind, ObjectKey object, int limit) {
        return query(
                COLUMNS + "where kind = ? and namespace = ? and name = ? order by id desc fetch first " + limit
                        + " rows only",
                statement -> {
                    statement.setString(1, kind);
                    statement.setString(2, object.namespace());
                    statement.setString(3, object.name());
                },
                _ -> true,
                limit);
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private List<Task> query(String sql, Binding binding, Predicate<Task> wanted, int limit) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.bind(statement);
            List<Task> tasks = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (tasks.size() < limit && rows.next()) {
                    Task task = task(rows);
                    if (wanted.test(task)) {
                        tasks.add(task);
                    }
                }
            }
            return tasks;
        } catch (SQLException e) {
            throw new TaskLogFailure("read tasks", e);
        }
    }

    private static Task task(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished", OffsetDateTime.class);
        return new Task(
                row.getLong("id"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("kind"),
                new ObjectKey(row.getString("namespace"), row.getString("name")),
                row.getObject("started", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(finished).map(OffsetDateTime::toInstant),
                Task.State.valueOf(row.getString("state")),
                row.getString("sentence"),
                row.getString("goal"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String shortened(String sentence) {
        return sentence.length() <= LONGEST_SENTENCE ? sentence : sentence.substring(0, LONGEST_SENTENCE - 1) + "…";
    }
}
