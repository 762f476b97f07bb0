package dev.slipway.benchmarks.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.machine.admission.ClusterFacts;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A cluster with the default configuration and no object, so that nothing but admission itself is measured. */
final class NoFacts implements ClusterFacts {
    private final KubeVirtConfiguration configuration =
            KubeVirtConfigurationBuilder.builder().build();

    @Override
    public KubeVirtConfiguration configuration() {
        return configuration;
    }

    @Override
    public String defaultArchitecture() {
        return "amd64";
    }

    @Override
    public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
        return Optional.empty();
    }

    @Override
    public List<JsonNode> list(String group, String resource, String namespace) {
        return List.of();
    }

    @Override
    public boolean mayClone(String user, List<String> groups, String namespace, boolean snapshot) {
        return true;
    }

    @Override
    public String randomUuid() {
        return UUID.randomUUID().toString();
    }
}
