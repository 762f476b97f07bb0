package dev.slipway.operator;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.operator.authority.PartsAuthority;
import dev.slipway.operator.authority.ServingCertificate;
import dev.slipway.operator.authority.UploadAuthority;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.kubevirt.KubeVirtReconciler;
import dev.slipway.operator.webhook.WebhookPaths;
import dev.slipway.operator.webhook.WebhookServer;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator does on a cluster that standalone does elsewhere: certificates of the parts and who may be believed by
 * them, admission webhooks, the key of console tickets. Done again twice a minute, so that nothing grows old and what an
 * upgrade of the manifests adds is trusted soon; a failure is tried again at once.
 */
final class ClusterDuties implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterDuties.class);
    private static final Duration SELDOM = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int TICKET_KEY_BYTES = 32;

    /** Name of the operator's own Deployment in the chart. */
    private static final String DEPLOYMENT = "operator";

    /** For what the secret in the webhooks' paths is drawn. */
    private static final String PURPOSE = "paths of the webhooks";

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final ObjectWriter writer;
    private final Caches caches;
    private final PartsAuthority authority;
    private final UploadAuthority uploads;
    private final Trust trust;
    private final Events events;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean leading;
    private volatile @Nullable WebhookServer webhooks;
    private WebhookServer.@Nullable Shown shown;

    ClusterDuties(
            KubernetesClient client,
            OperatorSettings settings,
            ObjectWriter writer,
            Caches caches,
            UploadAuthority uploads,
            InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.writer = writer;
        this.caches = caches;
        this.uploads = uploads;
        this.authority =
                new PartsAuthority(client, writer, settings.installation().namespace(), clock);
        this.trust = new Trust(client);
        this.events = new Events(client, "slipway-operator", clock);
        this.thread = Thread.ofVirtual().name("cluster duties").unstarted(this::run);
    }

    /**
     * Makes what other parts wait for before they can start, if it is absent. Every replica does so before all else: kubelets
     * look for Secrets that are not there in growing pauses, so each second that these come later is up to two for the parts.
     */
    void prepare() {
        try {
            byte[] bundle = authority.ensure();
            uploads.ensure();
            ticketKey();
            trust.put(bundle, Optional.empty());
        } catch (KubernetesClientException | IllegalStateException e) {
            LOG.info("what the parts need could not be made yet, it is tried again: {}", e.getMessage());
        }
    }

    /** Tells admins what keeps this operator from working, in an event of its Deployment. */
    void complain(String reason, String message) {
        client.apps()
                .deployments()
                .inNamespace(settings.installation().namespace())
                .withField("metadata.name", DEPLOYMENT)
                .list()
                .getItems()
                .forEach(deployment -> events.warning(deployment, reason, message));
    }

    /** Begins with what every replica does: to answer webhooks as soon as there is a certificate. */
    void begin() {
        thread.start();
    }

    /** Takes on what only the leader does. */
    void lead() {
        leading = true;
        wake.release();
    }

    /** Leaves that to another replica. */
    void follow() {
        leading = false;
    }

    /** Returns whether the webhooks can be asked. */
    boolean isServing() {
        return webhooks != null;
    }

    private void run() {
        try {
            while (true) {
                Duration pause = attempt() ? SELDOM : SOON;
                if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt() {
        try {
            return round();
        } catch (RuntimeException e) {
            LOG.warn("the installation is not complete yet: {}", e.getMessage());
            LOG.debug("the installation is not complete yet", e);
            return false;
        }
    }

    /** Returns whether all was done. */
    private boolean round() {
        Optional<byte[]> bundle = leading ? Optional.of(authority.ensure()) : Optional.empty();
        Optional<ServingCertificate> certificate = authority.webhooks();
        Optional<WebhookPaths> paths = authority.secret(PURPOSE).map(WebhookPaths::new);
        if (certificate.isEmpty() || paths.isEmpty()) {
            return false;
        }
        show(new WebhookServer.Shown(certificate.get(), paths.get()));
        if (bundle.isPresent()) {
            ticketKey();
            trust.put(bundle.get(), paths.filter(_ -> isAlike()));
            KubeVirtReconciler.ensure(
                    client,
                    writer,
                    settings.installation(),
                    settings.installation().namespace());
        }
        return true;
    }

    /** While an upgrade replaces operators, one from before may be asked, which knows no such path. */
    private boolean isAlike() {
        return client
                .apps()
                .deployments()
                .inNamespace(settings.installation().namespace())
                .withField("metadata.name", DEPLOYMENT)
                .list()
                .getItems()
                .stream()
                .allMatch(ClusterDuties::isRolledOut);
    }

    static boolean isRolledOut(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus();
        return status != null
                && Objects.equals(
                        status.getObservedGeneration(), deployment.getMetadata().getGeneration())
                && Objects.equals(status.getReplicas(), status.getUpdatedReplicas());
    }

    private void show(WebhookServer.Shown asked) {
        WebhookServer running = webhooks;
        if (running == null) {
            webhooks = WebhookServer.start(
                    client,
                    caches,
                    settings.installation().architecture(),
                    asked,
                    settings.healthHost(),
                    settings.webhookPort().orElseThrow());
        } else if (shown == null || !shown.sameAs(asked)) {
            running.use(asked);
        }
        shown = asked;
    }

    private void ticketKey() {
        byte[] key = new byte[TICKET_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        String namespace = settings.installation().namespace();
        if (client.secrets()
                        .inNamespace(namespace)
                        .withName(SlipwayNames.TICKET_SECRET)
                        .get()
                == null) {
            writer.createIfAbsent(new SecretBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(SlipwayNames.TICKET_SECRET)
                    .endMetadata()
                    .withType("slipway.dev/console-tickets")
                    .withData(
                            Map.of(SlipwayNames.TICKET_KEY, Base64.getEncoder().encodeToString(key)))
                    .build());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        WebhookServer running = webhooks;
        if (running != null) {
            running.close();
        }
    }
}
