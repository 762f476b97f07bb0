package dev.slipway.standalone.kubelet;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the Node object, and renews its Lease every 10 s and its status every 5 min, as kubelets do. */
final class NodeRegistration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRegistration.class);
    private static final int TRIES = 10;
    private static final int LEASE_SECONDS = 40;

    private final KubernetesClient client;
    private final NodeFacts facts;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("node-lease").daemon().factory());

    NodeRegistration(KubernetesClient client, NodeFacts facts) {
        this.client = client;
        this.facts = facts;
    }

    void start() {
        unlessOthersWrite(this::register);
        unlessOthersWrite(this::renew);
        Future<?> _ = timer.scheduleWithFixedDelay(() -> attempt(this::renew), 10, 10, TimeUnit.SECONDS);
        Future<?> _ = timer.scheduleWithFixedDelay(() -> attempt(this::register), 5, 5, TimeUnit.MINUTES);
    }

    /** The operator and the node-agent write to the same node; whoever is slower reads again. */
    private static void unlessOthersWrite(Runnable work) {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private void register() {
        if (client.nodes().withName(facts.name()).get() == null) {
            client.resource(facts.node()).create();
        }
        client.nodes()
                .withName(facts.name())
                .edit(node -> new NodeBuilder(node)
                        .editMetadata()
                        .addToLabels(facts.labels())
                        .endMetadata()
                        .build());
        client.nodes()
                .withName(facts.name())
                .editStatus(node -> new NodeBuilder(node)
                        .withStatus(facts.status(conditions(node), Instant.now()))
                        .build());
    }

    private static List<io.fabric8.kubernetes.api.model.NodeCondition> conditions(Node node) {
        return node.getStatus() == null ? List.of() : node.getStatus().getConditions();
    }

    private void renew() {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        var lease = client.leases().inNamespace("kube-node-lease").withName(facts.name());
        if (lease.get() == null) {
            client.resource(new LeaseBuilder()
                            .withNewMetadata()
                            .withName(facts.name())
                            .withNamespace("kube-node-lease")
                            .endMetadata()
                            .withNewSpec()
                            .withHolderIdentity(facts.name())
                            .withLeaseDurationSeconds(LEASE_SECONDS)
                            .withRenewTime(now)
                            .endSpec()
                            .build())
                    .create();
        } else {
            lease.edit(found -> new LeaseBuilder(found)
                    .editSpec()
                    .withRenewTime(now)
                    .endSpec()
                    .build());
        }
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (KubernetesClientException e) {
            LOG.warn("node {}: its sign of life was not taken: {}", facts.name(), e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
