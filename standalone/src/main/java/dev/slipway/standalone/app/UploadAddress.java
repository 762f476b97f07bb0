package dev.slipway.standalone.app;

import dev.slipway.api.cdi.CDIConfig;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.CDIConfigStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.Optional;

/** Says in CDIConfig {@code config} where uploads go, so that {@code virtctl image-upload} finds the way by itself. */
final class UploadAddress {
    /** The name under which every client of CDI looks. */
    private static final String NAME = "config";

    private final KubernetesClient client;

    UploadAddress(KubernetesClient client) {
        this.client = client;
    }

    /** Writes the address unless it stands there; an admin's {@code spec.uploadProxyURLOverride} beats it. */
    void publish(URI portal) {
        Optional<CDIConfig> present = Optional.ofNullable(
                client.resources(CDIConfig.class).withName(NAME).get());
        String address = present.map(CDIConfig::getSpec)
                .map(spec -> spec.uploadProxyURLOverride())
                .filter(override -> !override.isEmpty())
                .orElse(portal.toString());
        boolean stands = present.map(CDIConfig::getStatus)
                .map(status -> address.equals(status.uploadProxyURL()))
                .orElse(false);
        if (!stands) {
            CDIConfig config = new CDIConfig();
            config.setMetadata(new ObjectMetaBuilder().withName(NAME).build());
            config.setSpec(CDIConfigSpecBuilder.builder().build());
            config.setStatus(
                    CDIConfigStatusBuilder.builder().uploadProxyURL(address).build());
            client.resource(config).fieldManager("slipway").forceConflicts().serverSideApply();
        }
    }
}
