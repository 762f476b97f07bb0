package dev.slipway.operator.cdiconfig;

import dev.slipway.api.cdi.CDIConfig;
import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.CDIConfigStatus;
import dev.slipway.api.cdi.CDIConfigStatusBuilder;
import dev.slipway.api.cdi.FilesystemOverhead;
import dev.slipway.api.cdi.FilesystemOverheadBuilder;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.datavolume.DiskSize;
import dev.slipway.operator.datavolume.ImporterPod;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Keeps the address of uploads, and what claims and Pods are made with, in the CDIConfig, which it makes where there is none. */
public final class CdiConfigReconciler implements Reconciler {
    /** Name of the resource, as installations of CDI have it. */
    public static final ObjectKey CONFIG = new ObjectKey("", "config");

    private static final String SERVICE = "upload-proxy";

    /** It changes by hand and seldom; a watch of its own would cost more. */
    private static final Duration RECHECK = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final Supplier<List<StorageClass>> storageClasses;
    private final String namespace;
    private final Optional<URI> known;

    /**
     * Keeps it for a Service in this namespace.
     *
     * @param storageClasses looks them up
     * @param known where uploads go if no Service leads there
     */
    public CdiConfigReconciler(
            KubernetesClient client,
            ObjectWriter writer,
            Supplier<List<StorageClass>> storageClasses,
            String namespace,
            Optional<URI> known) {
        this.client = client;
        this.writer = writer;
        this.storageClasses = storageClasses;
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
        Optional<CDIConfigSpec> spec = Optional.ofNullable(stored.getSpec());
        CDIConfig wanted = new CDIConfig();
        wanted.setMetadata(stored.getMetadata());
        wanted.setSpec(stored.getSpec());
        CDIConfigStatus before = Optional.ofNullable(stored.getStatus())
                .orElseGet(() -> CDIConfigStatusBuilder.builder().build());
        wanted.setStatus(CDIConfigStatusBuilder.builder(before)
                .uploadProxyURL(address.orElse(null))
                .filesystemOverhead(overhead())
                .defaultPodResourceRequirements(
                        spec.map(CDIConfigSpec::podResourceRequirements).orElseGet(ImporterPod::resources))
                .imagePullSecrets(spec.map(CDIConfigSpec::imagePullSecrets).orElse(null))
                .preallocation(spec.map(CDIConfigSpec::preallocation).orElse(null))
                .build());
        writer.whole(stored, wanted);
        return new Outcome.Again(RECHECK);
    }

    /** The share of a claim that its file system keeps, of which clients reckon how large a claim must be. */
    private FilesystemOverhead overhead() {
        Map<String, String> ofClass = new TreeMap<>();
        storageClasses.get().forEach(found -> ofClass.put(found.getMetadata().getName(), DiskSize.OVERHEAD));
        return FilesystemOverheadBuilder.builder()
                .global(DiskSize.OVERHEAD)
                .storageClass(ofClass)
                .build();
    }
}
