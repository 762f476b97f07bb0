package dev.slipway.portal.tasks;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where the log of tasks is, if not in the portal's own folder. */
@ConfigMapping(prefix = "slipway.portal.task-log")
public interface TaskLogSettings {
    /** A PostgreSQL that all replicas share, e.g. {@code jdbc:postgresql://db.example.com:5432/slipway}; without it each has its own file. */
    Optional<String> url();

    /** User of that database. */
    Optional<String> username();

    /** Password of that user. */
    Optional<String> password();
}
