package dev.slipway.standalone.apiserver.store;

import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/**
 * The data file: SQLite in WAL mode, one connection, used by one thread at a time. {@code synchronous=FULL} syncs the log
 * at each commit, so a committed write survives a loss of power; the exclusive lock keeps a second server out.
 */
final class Database implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final int WAL_LIMIT_BYTES = 16 << 20;

    private final Connection connection;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement revision;

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        this.put = connection.prepareStatement(
                "insert into object (api_group, resource, namespace, name, revision, body) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (api_group, resource, namespace, name)"
                        + " do update set revision = excluded.revision, body = excluded.body");
        this.remove = connection.prepareStatement(
                "delete from object where api_group = ? and resource = ? and namespace = ? and name = ?");
        this.revision = connection.prepareStatement("update store set revision = ?");
    }

    static Database open(Path file) throws StoreException {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try {
                prepare(connection);
                return new Database(connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException(explain(file, e), e);
        }
    }

    private static String explain(Path file, SQLException e) {
        return e.getMessage() != null && e.getMessage().contains("SQLITE_BUSY")
                ? "The data file %s is in use by another server; stop that one or choose another data directory."
                        .formatted(file)
                : "The data file %s cannot be opened: %s. Check that it is a file of this server and may be written."
                        .formatted(file, e.getMessage());
    }

    private static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma locking_mode = exclusive");
            statement.execute("pragma auto_vacuum = incremental");
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = full");
            statement.execute("pragma journal_size_limit = " + WAL_LIMIT_BYTES);
            statement.execute("create table if not exists store (format integer not null, revision integer not null)");
            statement.execute("create table if not exists object (api_group text not null, resource text not null,"
                    + " namespace text not null, name text not null, revision integer not null, body blob not null,"
                    + " primary key (api_group, resource, namespace, name))");
            try (ResultSet found = statement.executeQuery("select format from store")) {
                if (found.next() && found.getInt(1) != FORMAT) {
                    throw new SQLException(
                            "it has format %d, and this version reads format %d".formatted(found.getInt(1), FORMAT));
                }
            }
            statement.execute("insert into store select " + FORMAT + ", 1 where not exists (select * from store)");
        }
        connection.setAutoCommit(false);
    }

    long revision() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select revision from store")) {
            row.next();
            return row.getLong(1);
        }
    }

    void load(Consumer<StoredObject> into) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select api_group, resource, namespace, name, revision, body from object")) {
            while (row.next()) {
                GroupResource resource = new GroupResource(row.getString(1), row.getString(2));
                ObjectKey key = new ObjectKey(resource, row.getString(3), row.getString(4));
                into.accept(StoredObject.read(key, row.getLong(5), row.getBytes(6)));
            }
        }
    }

    /** Stores all changes or none, and returns when they are on disk. */
    void commit(List<Change> changes) throws SQLException {
        try {
            for (Change change : changes) {
                StoredObject object = change.object();
                PreparedStatement statement = change.kind() == Change.Kind.DELETED ? remove : put;
                statement.setString(1, object.key().resource().group());
                statement.setString(2, object.key().resource().resource());
                statement.setString(3, object.key().namespace());
                statement.setString(4, object.key().name());
                if (change.kind() != Change.Kind.DELETED) {
                    statement.setLong(5, object.revision());
                    statement.setBytes(6, object.json());
                }
                statement.executeUpdate();
            }
            revision.setLong(1, changes.getLast().revision());
            revision.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    /** Gives free pages back to the file system, at most so many. */
    void shrink(int pages) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma incremental_vacuum(" + pages + ")");
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
