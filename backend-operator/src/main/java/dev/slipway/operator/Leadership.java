package dev.slipway.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one replica to work, held as a Lease. Who loses it, because the API server did not answer in time, seeks it
 * again: caches that are filled and code that is compiled are worth more than a process that starts anew.
 */
final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final String LEASE = "slipway-operator";
    // The defaults of kube-controller-manager.
    private static final Duration DURATION = Duration.ofSeconds(15);
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private static final Executor LATER = CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS);

    private final KubernetesClient client;
    private final LeaderElectionConfig config;
    private final Object lock = new Object();
    private CompletableFuture<?> election = CompletableFuture.completedFuture(null);
    private boolean closed;

    private Leadership(KubernetesClient client, String namespace, String identity, Runnable won, Runnable deposed) {
        this.client = client;
        this.config = new LeaderElectionConfigBuilder()
                .withName(LEASE)
                .withLock(new LeaseLock(namespace, LEASE, identity))
                .withLeaseDuration(DURATION)
                .withRenewDeadline(RENEW)
                .withRetryPeriod(RETRY)
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(new LeaderCallbacks(won, deposed, leader -> LOG.info("the leader is {}", leader)))
                .build();
    }

    /**
     * Starts to seek the right, and seeks it again whenever it is lost.
     *
     * @param won runs each time that this replica gets it
     * @param deposed runs each time that it has lost it
     */
    static Leadership seek(KubernetesClient client, String namespace, String identity, Runnable won, Runnable deposed) {
        Leadership leadership = new Leadership(client, namespace, identity, won, deposed);
        leadership.run();
        return leadership;
    }

    private void run() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            // An elector is good for one time in office.
            election = client.leaderElector().withConfig(config).build().start();
            var _ = election.whenCompleteAsync((_, _) -> run(), LATER);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            election.cancel(true);
        }
    }
}
