package dev.slipway.standalone.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often a container was started again; kept in the container's directory.
 *
 * @param file where the count lies
 * @param count restarts so far
 */
record Restarts(Path file, int count) {
    static Restarts of(Path containerDirectory) throws IOException {
        Path file = containerDirectory.resolve("restarts");
        return new Restarts(file, Files.exists(file) ? Integer.parseInt(Files.readString(file, UTF_8)) : 0);
    }

    /** Returns whether the policy wants a container that ended like this to start again. */
    boolean due(@Nullable String policy, ContainerState.Ended ended) {
        return switch (policy == null ? "Always" : policy) {
            case "Never" -> false;
            case "OnFailure" -> ended.exitCode() != 0;
            default -> true;
        };
    }

    /** Returns how much longer to wait: 10 s after the first failure, doubled each time, at most {@code longest}. */
    Duration pause(ContainerState.Ended ended, Instant now, Duration longest) {
        if (count == 0 && ended.exitCode() == 0) {
            return Duration.ZERO;
        }
        Duration whole = Duration.ofSeconds(10L << Math.min(count, 5));
        return Duration.between(now, ended.finished().plus(whole.compareTo(longest) > 0 ? longest : whole));
    }

    void add() throws IOException {
        Files.writeString(file, Integer.toString(count + 1), UTF_8);
    }
}
