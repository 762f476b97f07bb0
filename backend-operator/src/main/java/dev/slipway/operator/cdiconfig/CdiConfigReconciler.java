package dev.slipway.operator.cdiconfig;

import dev.slipway.api.cdi.CDIConfig;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.CDIConfigStatus;
import dev.slipway.api.cdi.CDIConfigStatusBuilder;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Keeps the address of uploads in the CDIConfig, which it makes where there is none. */
public final class CdiConfigReconciler implements Reconciler {
    /** Name of the resource, as installations of CDI have it. */
    public static final ObjectKey CONFIG = new ObjectKey("", "config");

    private static final String SERVICE = "upload-proxy";

    /** It changes by hand and seldom; a watch of its own would cost more. */
    private static final Duration RECHECK = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final String namespace;
    private final Optional<URI> known;

    /**
     * Keeps it for a Service in this namespace.
     *
     * @param known where uploads go if no Service leads there
     */
    public CdiConfigReconciler(KubernetesClient client, ObjectWriter writer, String namespace, Optional<URI> known) {
        this.client = client;
        this.writer = writer;
        this.namespace = namespace;
        this.known = known;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        CDIConfig stored =
                client.resources(CDIConfig.class).withName(key.name()).get();
        if (stored == null) {
            CDIConfig made = new CDIConfig();
            made.setMetadata(new ObjectMetaBuilder().withName(key.name()).build());
            made.setSpec(CDIConfigSpecBuilder.builder().build());
            writer.createIfAbsent(made);
            return new Outcome.Again(Duration.ZERO);
        }
        Service service =
                client.services().inNamespace(namespace).withName(SERVICE).get();
        Optional<String> address = UploadAddress.of(stored.getSpec(), service).or(() -> known.map(URI::toString));
        CDIConfig wanted = new CDIConfig();
        wanted.setMetadata(stored.getMetadata());
        wanted.setSpec(stored.getSpec());
        CDIConfigStatus before = Optional.ofNullable(stored.getStatus())
                .orElseGet(() -> CDIConfigStatusBuilder.builder().build());
        wanted.setStatus(before.withUploadProxyURL(address.orElse(null)));
        writer.whole(stored, wanted);
        return new Outcome.Again(RECHECK);
    }
}
