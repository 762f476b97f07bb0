package dev.slipway.standalone.apiserver.discovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The Kubernetes version whose API is served.
 *
 * @param slipway Slipway's own version, stated as build metadata
 * @param platform e.g. {@code linux/amd64}
 */
public record ServerVersion(String slipway, String platform) {
    /** The release whose types {@code kubernetes.types} lists. */
    private static final String MAJOR = "1";

    private static final String MINOR = "34";

    /** Returns the {@code version.Info} of {@code /version}. */
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("major", MAJOR)
                .put("minor", MINOR)
                .put("gitVersion", "v%s.%s.0+slipway-%s".formatted(MAJOR, MINOR, slipway))
                .put("gitCommit", "")
                .put("gitTreeState", "")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "javac")
                .put("platform", platform);
    }
}
