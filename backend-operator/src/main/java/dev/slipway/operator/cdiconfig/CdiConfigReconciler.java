package dev.slipway.operator.cdiconfig;

import dev.slipway.api.cdi.CDI;
import dev.slipway.api.cdi.CDIConfig;
import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.CDIConfigStatusBuilder;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings what a CDI says of imports into the CDIConfig, which it makes where there is none, and keeps the settings in force in its
 * status, the address of uploads among them.
 */
public final class CdiConfigReconciler implements Reconciler {
    /** Name of the resource, as installations of CDI have it. */
    public static final ObjectKey CONFIG = new ObjectKey("", "config");

    private static final String SERVICE = "upload-proxy";

    /** The Service changes seldom; a watch of its own would cost more. */
    private static final Duration RECHECK = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final Supplier<List<StorageClass>> storageClasses;
    private final Supplier<List<CDI>> installations;
    private final String namespace;
    private final Optional<URI> known;

    /**
     * Keeps it for a Service in this namespace.
     *
     * @param storageClasses looks them up
     * @param installations looks up the CDIs
     * @param known where uploads go if no Service leads there
     */
    public CdiConfigReconciler(
            KubernetesClient client,
            ObjectWriter writer,
            Supplier<List<StorageClass>> storageClasses,
            Supplier<List<CDI>> installations,
            String namespace,
            Optional<URI> known) {
        this.client = client;
        this.writer = writer;
        this.storageClasses = storageClasses;
        this.installations = installations;
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
        CDIConfigSpec before = Optional.ofNullable(stored.getSpec())
                .orElseGet(() -> CDIConfigSpecBuilder.builder().build());
        return switch (ConfigAuthority.of(installations.get(), before)) {
            case ConfigAuthority.Begins begins -> {
                writer.whole(begins.stored(), begins.wanted());
                // Its new version comes back through the watch.
                yield new Outcome.Again(RECHECK);
            }
            case ConfigAuthority.Rules rules -> tell(stored, rules.wanted());
            case ConfigAuthority.Itself _ -> tell(stored, before);
        };
    }

    private Outcome tell(CDIConfig stored, CDIConfigSpec spec) {
        Service service =
                client.services().inNamespace(namespace).withName(SERVICE).get();
        CDIConfig wanted = new CDIConfig();
        wanted.setMetadata(stored.getMetadata());
        wanted.setSpec(spec);
        wanted.setStatus(ConfigStatus.of(
                spec,
                Optional.ofNullable(stored.getStatus())
                        .orElseGet(() -> CDIConfigStatusBuilder.builder().build()),
                UploadAddress.of(spec, service).or(() -> known.map(URI::toString)),
                storageClasses.get().stream()
                        .map(found -> found.getMetadata().getName())
                        .toList()));
        writer.whole(stored, wanted);
        return new Outcome.Again(RECHECK);
    }
}
