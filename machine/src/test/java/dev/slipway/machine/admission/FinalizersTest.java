package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Finalizers that objects get from admission. */
class FinalizersTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String MACHINE_FINALIZER = "kubevirt.io/virtualMachineControllerFinalize";
    private static final String MACHINE = """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: web, namespace: adm, finalizers: [%s]}
        spec: {runStrategy: Always, template: {spec: {domain: {devices: {}, memory: {guest: 1Gi}}}}}
        """;

    @Test
    void new_machine_has_its_finalizer_before_anybody_can_see_it_without() throws IOException {
        assertThat(finalizers(MACHINE.formatted(""), null)).containsExactly(MACHINE_FINALIZER);
    }

    @Test
    void finalizers_of_others_stay() throws IOException {
        assertThat(finalizers(MACHINE.formatted("example.com/billing"), null))
                .containsExactly("example.com/billing", MACHINE_FINALIZER);
    }

    @Test
    void finalizer_that_is_there_comes_no_second_time() throws IOException {
        assertThat(finalizers(MACHINE.formatted(MACHINE_FINALIZER), null)).containsExactly(MACHINE_FINALIZER);
    }

    @Test
    void machine_that_lets_go_of_its_finalizer_does_not_get_it_back() throws IOException {
        assertThat(finalizers(MACHINE.formatted(""), MACHINE.formatted(MACHINE_FINALIZER)))
                .isEmpty();
    }

    private static List<String> finalizers(String object, @Nullable String before) throws IOException {
        JsonNode written = YAML.readTree(object);
        Verdict verdict = Admission.review(
                new Review(
                        "kubevirt.io",
                        "v1",
                        "virtualmachines",
                        "",
                        before == null ? Review.Operation.CREATE : Review.Operation.UPDATE,
                        "adm",
                        "web",
                        written,
                        before == null ? null : YAML.readTree(before),
                        "bob",
                        List.of("system:authenticated"),
                        false),
                RecordedFacts.of("default"));
        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
        ObjectNode completed = (ObjectNode) ((Verdict.Allowed) verdict).object();
        List<String> finalizers = new ArrayList<>();
        (completed == null ? written : completed)
                .at("/metadata/finalizers")
                .forEach(finalizer -> finalizers.add(finalizer.asText()));
        return finalizers;
    }
}
