package dev.slipway.cluster.installation;

import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A configuration that the KubeVirt resource has for as long as a test needs it.
 *
 * @param kubectl who writes it
 * @param before what it had, as JSON
 */
record Configured(Kubectl kubectl, String before) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Adds to the configuration, as a JSON merge patch. */
    static Configured with(Kubectl kubectl, String configuration) {
        String before =
                kubectl.run("get", "kubevirt", "kubevirt", "-n", "slipway", "-o", "jsonpath={.spec.configuration}");
        patch(kubectl, configuration);
        return new Configured(kubectl, before.isEmpty() ? "{}" : before);
    }

    /** Adds a feature gate. */
    static Configured withGates(Kubectl kubectl, String gates) {
        return with(kubectl, "{\"developerConfiguration\": {\"featureGates\": [%s]}}".formatted(gates));
    }

    /** An operator that has just come back to work on all that was left may answer late. */
    private static void patch(Kubectl kubectl, String configuration) {
        Awaitility.await("the configuration is " + configuration)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    kubectl.run(
                            "patch",
                            "kubevirt",
                            "kubevirt",
                            "-n",
                            "slipway",
                            "--type",
                            "merge",
                            "-p",
                            "{\"spec\": {\"configuration\": %s}}".formatted(configuration));
                    return true;
                });
    }

    @Override
    public void close() {
        patch(kubectl, "null");
        patch(kubectl, before);
    }
}
