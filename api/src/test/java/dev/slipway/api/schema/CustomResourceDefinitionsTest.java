package dev.slipway.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomResourceDefinitionsTest {
    private static final List<Pattern> ALLOWED = List.of(
            // Enums that the real CRDs have and the swagger files lack.
            Pattern.compile("(contentType|minTLSVersion|memLock|rebootPolicy|roleAggregationStrategy|vmRolloutStrategy"
                    + "|hypervisors\\[]\\.name|referencePolicy|compression|sortPolicy|statePreservation"
                    + "|targetReadinessPolicy|volumeNamePolicy|spec\\.mode): enum is \\[.*], published is \\[]"),
            // Enums that the swagger files have and the real CRDs lack: admission checks them.
            Pattern.compile(
                    "(imagePullPolicy|dnsPolicy|qosClass|accessModes\\[]|volumeMode|operator): enum is \\[], published"),
            Pattern.compile("\\.(affinity|tolerations\\[]|topologySpreadConstraints\\[]|(live|readi)nessProbe)\\..*"
                    + "enum is \\[], published"),
            // Nulls that the real CRDs take and the swagger files do not, or the other way round.
            Pattern.compile("KubeVirt\\.spec\\.configuration\\..*(nullable is true|string or null)"),
            Pattern.compile("^v\\w+\\.\\w+\\.status: nullable is false, published is true"),
            Pattern.compile("status\\.(restore|snapshot|target)Name: type is string or null"),
            // The swagger file mixes up two types that are called Condition.
            Pattern.compile("VirtualMachineBackup\\.status\\.conditions\\[]"),
            // KubeVirt 1.9 publishes the DataVolumes of an older CDI than the one whose schema DataVolume follows.
            Pattern.compile("dataVolumeTemplates\\[]\\.spec(\\.source\\.(http|vddk))?: fields"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1.VirtualMachine",
                "v1.VirtualMachineInstance",
                "v1.VirtualMachineInstanceReplicaSet",
                "v1.VirtualMachineInstanceMigration",
                "v1.VirtualMachineInstancePreset",
                "v1.KubeVirt",
                "v1.VirtualMachineExport",
                "v1beta1.VirtualMachinePool",
                "v1beta1.VirtualMachineSnapshot",
                "v1beta1.VirtualMachineSnapshotContent",
                "v1beta1.VirtualMachineRestore",
                "v1beta1.VirtualMachineClone",
                "v1beta1.VirtualMachineInstancetype",
                "v1beta1.VirtualMachineClusterInstancetype",
                "v1beta1.VirtualMachinePreference",
                "v1beta1.VirtualMachineClusterPreference",
                "v1alpha1.MigrationPolicy",
                "v1alpha1.VirtualMachineBackup"
            })
    void kubevirt_schemas_are_the_published_ones(String definition) throws IOException {
        PublishedSchema published = PublishedSchema.read("kubevirt/swagger-v1.9.0.json");
        String kind = definition.substring(definition.indexOf('.') + 1);
        for (JsonNode version : definition(kind).at("/spec/versions")) {
            assertThat(published.differences(definition, version.at("/schema/openAPIV3Schema")))
                    .filteredOn(difference -> !allowed(difference))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataVolume", "DataSource"})
    void cdi_schemas_are_the_published_ones(String kind) throws IOException {
        PublishedSchema published = PublishedSchema.read("cdi/swagger-v1.66.0.json");
        assertThat(published.differences("v1beta1." + kind, schema(kind, "v1beta1")))
                .filteredOn(difference -> !allowed(difference))
                .isEmpty();
    }

    private static boolean allowed(String difference) {
        return ALLOWED.stream().anyMatch(allowed -> allowed.matcher(difference).find());
    }

    @Test
    void kubevirt_kinds_keep_the_old_version_with_a_warning() {
        for (String kind :
                List.of("VirtualMachine", "VirtualMachineInstance", "VirtualMachineInstanceMigration", "KubeVirt")) {
            JsonNode old = version(definition(kind), "v1alpha3");
            assertThat(old.path("deprecated").asBoolean()).isTrue();
            assertThat(old.path("deprecationWarning").asText())
                    .isEqualTo("kubevirt.io/v1alpha3 is now deprecated and will be removed in a future release.");
            assertThat(old.path("storage").asBoolean()).isFalse();
        }
    }

    /** Kubernetes refuses any other definition, even one with a description of metadata. */
    @Test
    void metadata_of_an_object_has_a_type_and_nothing_else() {
        CustomResourceDefinitions.all()
                .forEach(definition -> definition
                        .at("/spec/versions")
                        .forEach(version -> assertThat(version.at("/schema/openAPIV3Schema/properties/metadata"))
                                .isEqualTo(SchemaNode.typed("object"))));
    }

    @Test
    void instances_have_no_status_subresource() {
        assertThat(version(definition("VirtualMachineInstance"), "v1").has("subresources"))
                .isFalse();
        assertThat(version(definition("VirtualMachine"), "v1")
                        .at("/subresources/status")
                        .isObject())
                .isTrue();
    }

    @Test
    void machine_columns_are_those_that_kubevirt_users_know() {
        JsonNode columns = version(definition("VirtualMachine"), "v1").path("additionalPrinterColumns");
        assertThat(columns.findValuesAsText("name")).containsExactly("Age", "Status", "Ready");
    }

    @Test
    void container_paths_are_absolute_and_read_only() {
        JsonNode fields = schema("VirtualMachineInstance", "v1")
                .at("/properties/spec/properties/volumes/items/properties/containerPath/properties");
        assertThat(fields.at("/path/x-kubernetes-validations/0/message").asText())
                .isEqualTo("path must be absolute (start with '/')");
        assertThat(fields.at("/readOnly/x-kubernetes-validations/0/rule").asText())
                .isEqualTo("self == true");
    }

    @Test
    void keys_of_list_maps_are_required_or_have_a_default() {
        List<String> loose = new ArrayList<>();
        CustomResourceDefinitions.all().forEach(definition -> looseKeys(definition, loose));
        assertThat(loose).isEmpty();
    }

    private static void looseKeys(JsonNode schema, List<String> loose) {
        for (JsonNode key : schema.path("x-kubernetes-list-map-keys")) {
            JsonNode items = schema.path("items");
            boolean required = StreamSupport.stream(items.path("required").spliterator(), false)
                    .anyMatch(key::equals);
            if (!required && !items.path("properties").path(key.asText()).has("default")) {
                loose.add(key.asText());
            }
        }
        schema.forEach(child -> looseKeys(child, loose));
    }

    private static JsonNode schema(String kind, String version) {
        return version(definition(kind), version).at("/schema/openAPIV3Schema");
    }

    private static JsonNode version(JsonNode definition, String name) {
        return StreamSupport.stream(definition.at("/spec/versions").spliterator(), false)
                .filter(version -> version.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode definition(String kind) {
        return CustomResourceDefinitions.all().stream()
                .filter(definition -> definition.at("/spec/names/kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
