package dev.slipway.cluster.installation;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.awaitility.Awaitility;

/**
 * The operators, as long as somebody else holds their Lease: they judge what is written, and do nothing about it.
 *
 * @param kubectl who holds it
 */
record RestingOperator(Kubectl kubectl) implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration WOULD_HAVE_SEEN = Duration.ofSeconds(2);

    /** Takes the Lease, and returns when machines are left as they are. */
    static RestingOperator take(Kubectl kubectl, String namespace) {
        RestingOperator resting = new RestingOperator(kubectl);
        // It counts as renewed for as long as this may take, by whoever goes by its time.
        resting.lease("recordings", Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MICROS) + "");
        Awaitility.await("the operators rest")
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> resting.leaves(namespace));
        return resting;
    }

    private void lease(String holder, String renewed) {
        kubectl.run(
                "patch",
                "lease",
                "slipway-operator",
                "-n",
                "slipway",
                "--type",
                "merge",
                "-p",
                "{\"spec\": {\"holderIdentity\": \"%s\", \"renewTime\": \"%s\"}}".formatted(holder, renewed));
    }

    /** An operator at work gives each machine its finalizer at once. */
    private boolean leaves(String namespace) throws InterruptedException {
        kubectl.apply("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: untouched, namespace: %s}
                spec:
                  runStrategy: Halted
                  template: {spec: {domain: {devices: {}, memory: {guest: 64Mi}}}}
                """.formatted(namespace));
        Thread.sleep(WOULD_HAVE_SEEN);
        String finalizers =
                kubectl.run("get", "vm", "untouched", "-n", namespace, "-o", "jsonpath={.metadata.finalizers}");
        // The one that gave it may rest by now, and not take it away.
        kubectl.run(
                "patch",
                "vm",
                "untouched",
                "-n",
                namespace,
                "--type",
                "merge",
                "-p",
                "{\"metadata\": {\"finalizers\": null}}");
        kubectl.run("delete", "vm", "untouched", "-n", namespace, "--ignore-not-found", "--timeout=60s");
        return finalizers.isEmpty();
    }

    /** Gives the Lease back to whoever asks first. */
    @Override
    public void close() {
        lease("", Instant.now().truncatedTo(ChronoUnit.MICROS) + "");
    }
}
