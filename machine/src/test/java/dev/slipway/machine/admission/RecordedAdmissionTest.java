package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds admission against what a real KubeVirt v1.9.0 answered. Lying beside the project, the recordings are not part of
 * it; without them the tests are skipped.
 */
class RecordedAdmissionTest {
    private static final Path RECORDED = Path.of("..", "..", "shared", "data", "kubevirt", "recorded");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Shares that must not fall; the rest of the recordings is work that is still to be done. */
    private static final double VERDICTS = 0.87;

    private static final double OBJECTS = 0.90;

    @Test
    void machines_and_instances_are_judged_as_by_kubevirt() throws IOException {
        List<String> wrong = new ArrayList<>();
        int right = 0;
        for (JsonNode entry : cases()) {
            boolean refused = entry.path("meta").path("httpCode").asInt() >= 400;
            Verdict verdict = review(entry);
            if (verdict instanceof Verdict.Denied == refused) {
                right++;
            } else {
                wrong.add(entry.path("name").asText()
                        + (refused ? " must be refused: " + causes(entry) : " must pass: " + verdict));
            }
        }
        report("verdict", right, wrong);
        assertThat((double) right / (right + wrong.size())).isGreaterThanOrEqualTo(VERDICTS);
    }

    @Test
    void refusals_name_the_same_fields_and_reasons() throws IOException {
        List<String> wrong = new ArrayList<>();
        int right = 0;
        for (JsonNode entry : cases()) {
            if (entry.path("meta").path("httpCode").asInt() == 422 && review(entry) instanceof Verdict.Denied denied) {
                Set<String> ours = new TreeSet<>();
                denied.causes().forEach(cause -> ours.add(cause.type() + " " + cause.field()));
                if (ours.equals(causes(entry))) {
                    right++;
                } else {
                    wrong.add(entry.path("name").asText() + " ours " + ours + " theirs " + causes(entry));
                }
            }
        }
        report("causes", right, wrong);
        assertThat((double) right / (right + wrong.size())).isGreaterThanOrEqualTo(OBJECTS);
    }

    @Test
    void accepted_objects_are_completed_in_the_same_way() throws IOException {
        List<String> wrong = new ArrayList<>();
        int right = 0;
        for (JsonNode entry : cases()) {
            if (entry.path("meta").path("httpCode").asInt() == 201
                    && review(entry) instanceof Verdict.Allowed allowed
                    && allowed.object() != null) {
                JsonNode ours = withoutRandom(allowed.object().path("spec"));
                JsonNode theirs = withoutRandom(entry.path("reply").path("spec"));
                if (ours.equals(theirs)) {
                    right++;
                } else {
                    wrong.add(entry.path("name").asText() + "\n   ours   " + ours + "\n   theirs " + theirs);
                }
            }
        }
        report("objects", right, wrong);
        assertThat((double) right / (right + wrong.size())).isGreaterThanOrEqualTo(OBJECTS);
    }

    private static void report(String what, int right, List<String> wrong) throws IOException {
        Path report = Path.of("target", "recorded-" + what + ".txt");
        Files.createDirectories(report.getParent());
        Files.writeString(report, right + " agree, " + wrong.size() + " differ\n" + String.join("\n", wrong) + "\n");
        System.out.println("recorded " + what + ": " + right + " agree, " + wrong.size() + " differ");
    }

    private static List<JsonNode> cases() throws IOException {
        assumeTrue(Files.isDirectory(RECORDED), "skipped: no recordings at " + RECORDED.toAbsolutePath());
        try (Stream<String> lines = Files.lines(RECORDED.resolve("admission.jsonl"))) {
            List<JsonNode> cases = new ArrayList<>();
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode entry = JSON.readTree(line);
                String kind = entry.path("in").path("kind").asText();
                boolean create = entry.path("meta").path("operation").asText().equals("CREATE");
                if (create && (kind.equals("VirtualMachine") || kind.equals("VirtualMachineInstance"))) {
                    cases.add(entry);
                }
            }
            return cases;
        }
    }

    private static Verdict review(JsonNode entry) throws IOException {
        JsonNode object = entry.path("in");
        boolean machine = object.path("kind").asText().equals("VirtualMachine");
        return Admission.review(
                new Review(
                        "kubevirt.io",
                        "v1",
                        machine ? "virtualmachines" : "virtualmachineinstances",
                        "",
                        Review.Operation.CREATE,
                        object.path("metadata").path("namespace").asText("adm"),
                        object.path("metadata").path("name").asText(),
                        object,
                        null,
                        "bob",
                        List.of("system:authenticated"),
                        true),
                facts(entry.path("meta").path("config").asText("default")));
    }

    private static ClusterFacts facts(String name) throws IOException {
        JsonNode configs = JSON.readTree(RECORDED.resolve("configs.json").toFile());
        KubeVirtConfiguration configuration = JSON.treeToValue(configs.path(name), KubeVirtConfiguration.class);
        return new RecordedFacts(configuration);
    }

    private record RecordedFacts(KubeVirtConfiguration configuration) implements ClusterFacts {
        @Override
        public String defaultArchitecture() {
            return "amd64";
        }

        @Override
        public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public boolean mayClone(String user, List<String> groups, String namespace) {
            return true;
        }

        @Override
        public String randomUuid() {
            return "00000000-0000-0000-0000-000000000000";
        }
    }

    private static Set<String> causes(JsonNode entry) {
        Set<String> causes = new TreeSet<>();
        entry.path("reply")
                .path("details")
                .path("causes")
                .forEach(cause -> causes.add(cause.path("reason").asText() + " "
                        + cause.path("field").asText("")));
        return causes;
    }

    private static JsonNode withoutRandom(JsonNode spec) throws IOException {
        ObjectNode copy = spec.deepCopy();
        for (String pointer : List.of("/domain/firmware", "/template/spec/domain/firmware")) {
            if (copy.at(pointer) instanceof ObjectNode firmware) {
                firmware.remove(List.of("uuid", "serial"));
            }
        }
        return JSON.readTree(copy.toString()); // numbers of one type, whatever made them
    }
}
