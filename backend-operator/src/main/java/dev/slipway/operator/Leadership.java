package dev.slipway.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The right of one replica to work, held as a Lease. */
final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final String LEASE = "slipway-operator";
    // The defaults of kube-controller-manager.
    private static final Duration DURATION = Duration.ofSeconds(15);
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<?> election;

    private Leadership(KubernetesClient client, String namespace, String identity, Runnable won, Runnable deposed) {
        this.election = client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(LEASE)
                        .withLock(new LeaseLock(namespace, LEASE, identity))
                        .withLeaseDuration(DURATION)
                        .withRenewDeadline(RENEW)
                        .withRetryPeriod(RETRY)
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(
                                won,
                                () -> {
                                    lost.set(!closing.get());
                                    deposed.run();
                                },
                                leader -> LOG.info("the leader is {}", leader)))
                        .build())
                .build()
                .start();
    }

    /**
     * Starts to seek the right.
     *
     * @param won runs once, when this replica gets it
     * @param deposed runs once, when it has lost it
     */
    static Leadership seek(KubernetesClient client, String namespace, String identity, Runnable won, Runnable deposed) {
        return new Leadership(client, namespace, identity, won, deposed);
    }

    boolean isLost() {
        return lost.get();
    }

    @Override
    public void close() {
        closing.set(true);
        election.cancel(true);
    }
}
