package dev.slipway.machine.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.admission.Admission;
import dev.slipway.machine.admission.EmptyCluster;
import dev.slipway.machine.admission.Review;
import dev.slipway.machine.admission.Verdict;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.List;

/** Objects as an empty cluster accepts and completes them. */
final class Completed {
    private static final ClusterFacts EMPTY = new EmptyCluster();

    private Completed() {}

    static JsonNode machine(JsonNode machine) {
        return accepted("virtualmachines", machine);
    }

    /** The instance that a machine is started as, on a node with KVM. */
    static JsonNode instance(JsonNode machine) {
        ObjectNode instance = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "kubevirt.io/v1")
                .put("kind", "VirtualMachineInstance");
        instance.putObject("metadata")
                .put("name", machine.at("/metadata/name").asText())
                .put("namespace", "shop")
                .putObject("annotations")
                .put("slipway.dev/accelerator", "kvm");
        instance.set("spec", machine.at("/spec/template/spec").deepCopy());
        return accepted("virtualmachineinstances", instance);
    }

    private static JsonNode accepted(String resource, JsonNode object) {
        Verdict verdict = Admission.review(
                new Review(
                        "kubevirt.io",
                        "v1",
                        resource,
                        "",
                        Review.Operation.CREATE,
                        "shop",
                        object.at("/metadata/name").asText(),
                        object.deepCopy(),
                        null,
                        "bob",
                        List.of(),
                        false),
                EMPTY);
        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
        JsonNode changed = ((Verdict.Allowed) verdict).object();
        return changed == null ? object : changed;
    }
}
