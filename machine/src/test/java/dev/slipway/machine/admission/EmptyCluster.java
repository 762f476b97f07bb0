package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.machine.facts.CloneRight;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.List;
import java.util.Optional;

/** A cluster with the default configuration in which there is nothing, and whose users may clone. */
public class EmptyCluster implements ClusterFacts {
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
    public boolean mayCreate(String user, List<String> groups, CloneRight.Creation creation) {
        return true;
    }

    @Override
    public String randomUuid() {
        return "00000000-0000-4000-8000-000000000000";
    }
}
