package dev.slipway.cluster.installation;

/**
 * A configuration that the KubeVirt resource has for as long as a test needs it.
 *
 * @param kubectl who writes it
 * @param before what it had, as JSON
 */
record Configured(Kubectl kubectl, String before) implements AutoCloseable {
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

    private static void patch(Kubectl kubectl, String configuration) {
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
    }

    @Override
    public void close() {
        patch(kubectl, "null");
        patch(kubectl, before);
    }
}
