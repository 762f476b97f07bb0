package dev.slipway.standalone.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.schema.CustomResourceDefinitions;
import dev.slipway.standalone.apiserver.resource.BuiltInTypes;
import dev.slipway.standalone.apiserver.resource.CustomTypes;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class DiscoveryDocumentsTest {
    private static final List<ApiGroup> GROUPS = groups();

    @Test
    void group_prefers_its_stable_version() {
        JsonNode group = DiscoveryDocuments.group(GROUPS, "kubevirt.io").orElseThrow();
        assertThat(group.at("/preferredVersion/groupVersion").asText()).isEqualTo("kubevirt.io/v1");
        assertThat(group.path("versions").findValuesAsText("version")).containsExactly("v1", "v1alpha3");
    }

    @Test
    void core_is_no_group() {
        assertThat(DiscoveryDocuments.group(GROUPS, "")).isEmpty();
        assertThat(DiscoveryDocuments.groupList(GROUPS).path("groups").findValuesAsText("name"))
                .contains("apps", "kubevirt.io", "subresources.kubevirt.io", "upload.cdi.kubevirt.io")
                .doesNotContain("");
    }

    @Test
    void resource_list_names_kinds_verbs_and_short_names() {
        JsonNode machine = named(
                DiscoveryDocuments.resourceList(GROUPS, "kubevirt.io", "v1")
                        .orElseThrow()
                        .path("resources"),
                "name",
                "virtualmachines");
        assertThat(machine.path("kind").asText()).isEqualTo("VirtualMachine");
        assertThat(machine.path("shortNames")).extracting(JsonNode::asText).containsExactly("vm", "vms");
        assertThat(machine.path("verbs")).extracting(JsonNode::asText).contains("watch", "deletecollection");
        assertThat(DiscoveryDocuments.resourceList(GROUPS, "kubevirt.io", "v7")).isEmpty();
    }

    @Test
    void eviction_is_of_another_group_than_its_pod() {
        JsonNode eviction = named(
                DiscoveryDocuments.resourceList(GROUPS, "", "v1").orElseThrow().path("resources"),
                "name",
                "pods/eviction");
        assertThat(eviction.path("group").asText()).isEqualTo("policy");
        assertThat(eviction.path("kind").asText()).isEqualTo("Eviction");
    }

    @Test
    void aggregated_discovery_nests_subresources() {
        JsonNode core = DiscoveryDocuments.aggregated(GROUPS, true, "v2");
        JsonNode namespaces = named(core.at("/items/0/versions/0/resources"), "resource", "namespaces");
        assertThat(core.path("items")).hasSize(1);
        assertThat(namespaces.path("subresources").findValuesAsText("subresource"))
                .containsExactly("finalize", "status");
        assertThat(namespaces.path("scope").asText()).isEqualTo("Cluster");
    }

    @Test
    void subresources_of_another_group_get_a_parent_without_kind() {
        JsonNode groups =
                DiscoveryDocuments.aggregated(GROUPS, false, "v2beta1").path("items");
        JsonNode group = StreamSupport.stream(groups.spliterator(), false)
                .filter(item -> item.at("/metadata/name").asText().equals("subresources.kubevirt.io"))
                .findFirst()
                .orElseThrow();
        JsonNode machines = named(group.at("/versions/0/resources"), "resource", "virtualmachines");
        assertThat(machines.at("/responseKind/kind").asText("absent")).isEmpty();
        assertThat(machines.path("subresources").findValuesAsText("subresource"))
                .contains("start", "evacuate/cancel");
    }

    private static List<ApiGroup> groups() {
        List<ResourceType> types = new ArrayList<>(BuiltInTypes.all());
        CustomResourceDefinitions.all().forEach(definition -> types.addAll(CustomTypes.of(definition)));
        return ApiGroups.of(types, List.of(), List.of(AggregatedGroups.subresources(), AggregatedGroups.upload()));
    }

    private static JsonNode named(JsonNode list, String field, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(item -> item.path(field).asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
