package dev.slipway.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    private static final Comparator<JsonNode> NUMBERS_BY_VALUE = (one, other) ->
            one.isNumber() && other.isNumber() && one.decimalValue().compareTo(other.decimalValue()) == 0
                    ? 0
                    : one.equals(other) ? 0 : 1;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VirtualMachine.json",
                "VirtualMachine.yaml",
                "VirtualMachineInstance.json",
                "VirtualMachineInstance.yaml",
                "KubeVirt.json",
                "KubeVirt.yaml"
            })
    void published_sample_comes_back_identical(String file) throws IOException {
        Path path = PublishedSchema.file("kubevirt/kubevirt.io.v1." + file);
        JsonNode sample = bounded((file.endsWith(".json") ? JSON : YAML).readTree(path.toFile()));
        JsonNode expected = JSON.readTree(sample.toString());
        JsonNode actual = roundTrip(sample, type(file));
        assertThat(expected.equals(NUMBERS_BY_VALUE, actual))
                .as("%s came back as %s", expected, actual)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/spec",
                "/spec/template/spec",
                "/spec/template/spec/domain",
                "/spec/template/spec/domain/devices/disks/0/disk",
                "/spec/template/spec/volumes/0/containerDisk",
                "/spec/dataVolumeTemplates/0/spec/source/http",
                "/spec/template/spec/affinity/nodeAffinity",
                "/spec/template/metadata",
                "/status/conditions/0"
            })
    void field_of_a_future_version_survives(String place) throws IOException {
        ObjectNode machine = (ObjectNode) JSON.readTree("""
                {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"a"},
                 "spec":{"dataVolumeTemplates":[{"spec":{"source":{"http":{"url":"http://a"}}}}],
                  "template":{"metadata":{"labels":{"a":"b"}},"spec":{
                   "affinity":{"nodeAffinity":{}},
                   "domain":{"devices":{"disks":[{"name":"root","disk":{"bus":"virtio"}}]}},
                   "volumes":[{"name":"root","containerDisk":{"image":"i"}}]}}},
                 "status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        ((ObjectNode) machine.at(place)).set("fromTheFuture", JSON.readTree("{\"a\":[1,{\"b\":null}]}"));
        assertThat(roundTrip(machine, VirtualMachine.class).at(place + "/fromTheFuture"))
                .isEqualTo(machine.at(place + "/fromTheFuture"));
    }

    @Test
    void data_volume_keeps_quantities_and_times() throws IOException {
        JsonNode volume = JSON.readTree("""
                {"apiVersion":"cdi.kubevirt.io/v1beta1","kind":"DataVolume","metadata":{"name":"a"},
                 "spec":{"storage":{"resources":{"requests":{"storage":"10Gi"}}}},
                 "status":{"conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""");
        assertThat(roundTrip(volume, DataVolume.class)).isEqualTo(volume);
    }

    private static Class<?> type(String file) {
        return switch (file.substring(0, file.indexOf('.'))) {
            case "VirtualMachine" -> VirtualMachine.class;
            case "VirtualMachineInstance" -> VirtualMachineInstance.class;
            default -> KubeVirt.class;
        };
    }

    private static JsonNode roundTrip(JsonNode object, Class<?> type) throws IOException {
        return JSON.readTree(JSON.writeValueAsString(JSON.treeToValue(object, type)));
    }

    /** The samples hold unsigned 64-bit numbers where the published schema allows int32: these are cut to its largest. */
    private static JsonNode bounded(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name :
                    List.copyOf(object.propertyStream().map(Map.Entry::getKey).toList())) {
                object.set(name, bounded(object.get(name)));
            }
        } else if (node.isArray()) {
            node.forEach(RoundTripTest::bounded);
        } else if (node.isBigInteger()) {
            return IntNode.valueOf(Integer.MAX_VALUE);
        }
        return node;
    }
}
