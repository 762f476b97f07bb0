package dev.slipway.standalone.apiserver.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which API server the suite is about: by default the embedded one. Another module provides a service of this type to
 * point the same tests at another server.
 */
public interface ServerUnderTest {
    /** Returns in a sentence why there is no such server on this machine; empty if there is one. */
    Optional<String> hindrance();

    /**
     * Starts the server where it does not run yet.
     *
     * @param context in whose root store goes what is to be closed after the run
     * @return kubeconfig of an admin, who is in the group system:masters
     */
    Path kubeconfig(ExtensionContext context) throws IOException;

    /** Ends the server at once and starts it again with what it stored; may return before it answers. */
    void restart(ExtensionContext context) throws IOException;

    /** Returns the tests that this server is known not to pass, {@code Class.method}, with the reason. */
    Map<String, String> differences();
}
