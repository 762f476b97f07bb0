package dev.slipway.portal.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Brings the database to the newest version: the files {@code db/1.sql}, {@code db/2.sql} … once each, in order, in one transaction. */
@Singleton
class Schema {
    static final int NEWEST = 1;

    /** Name of the lock of PostgreSQL, any number of our own. */
    private static final long LOCK = 0x736c6970776179L;

    private final TaskDatabase database;

    Schema(TaskDatabase database) {
        this.database = database;
    }

    /** Runs the files that have not run yet. */
    void ensure() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            if (database.isShared()) {
                // replicas that start together come one after the other
                statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            }
            statement.execute("create table if not exists schema_version (version integer primary key)");
            for (int version = newest(statement) + 1; version <= NEWEST; version++) {
                for (String sql : script(version).split(";\\s*\n")) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
                statement.execute("insert into schema_version values (" + version + ")");
            }
            connection.commit();
        } catch (SQLException e) {
            throw new TaskLogFailure("bring its tables up to date", e);
        }
    }

    private static int newest(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select coalesce(max(version), 0) from schema_version")) {
            row.next();
            int version = row.getInt(1);
            if (version > NEWEST) {
                throw new IllegalStateException("The database was written by a newer portal (version " + version
                        + " of its tables, this one knows " + NEWEST
                        + "). Start the newer portal, or use another data directory.");
            }
            return version;
        }
    }

    private static String script(int version) {
        String name = "/db/" + version + ".sql";
        try (InputStream file = Schema.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
