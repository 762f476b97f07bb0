package dev.slipway.operator.datavolume;

import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The certificates of authorities that an import through a proxy believes: a ConfigMap in the operator's namespace, copied to
 * where the importer's Pod is, which can mount no other.
 */
public final class ProxyAuthorities {
    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final String namespace;

    /** Copies from this namespace. */
    public ProxyAuthorities(KubernetesClient client, ObjectWriter writer, String namespace) {
        this.client = client;
        this.writer = writer;
        this.namespace = namespace;
    }

    /**
     * Puts a copy where a Pod will mount it; does nothing if the admins have named no such ConfigMap.
     *
     * @param subject name of the claim that is filled, or of the Pod that fills none
     * @return why that cannot be
     */
    public Optional<String> provide(ImporterSettings settings, String subject, String target, OwnerReference owner) {
        Optional<String> name = settings.proxyAuthorities();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<Map<String, String>> certificates = certificates(name.get());
        if (certificates.isEmpty()) {
            return Optional.of("ConfigMap " + namespace + "/" + name.get()
                    + ", which importProxy.trustedCAProxy of CDIConfig config names, is not there, so nothing is fetched;"
                    + " make it with the certificates under ca.crt, or name another.");
        }
        copy(new ObjectKey(target, DataVolumeNames.proxyAuthorities(subject)), certificates.get(), owner);
        return Optional.empty();
    }

    private Optional<Map<String, String>> certificates(String name) {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .map(found -> Optional.ofNullable(found.getData()).orElse(Map.of()));
    }

    private void copy(ObjectKey key, Map<String, String> certificates, OwnerReference owner) {
        ConfigMap stored = client.configMaps()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
        boolean own = stored == null
                || Caches.controller(stored)
                        .filter(found -> owner.getUid().equals(found.getUid()))
                        .isPresent();
        if (stored != null && own && Objects.equals(stored.getData(), certificates)) {
            return;
        }
        if (stored != null) {
            // No Pod has it mounted that still works: the next one is about to be made.
            writer.delete(stored, Optional.empty());
        }
        writer.createIfAbsent(new ConfigMapBuilder()
                .withNewMetadata()
                .withName(key.name())
                .withNamespace(key.namespace())
                .withLabels(FilledClaim.commonLabels())
                .withOwnerReferences(owner)
                .endMetadata()
                .withData(certificates)
                .build());
    }
}
