package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds admission against what a real KubeVirt v1.9.0 answered. Lying beside the project, the recordings are not part of
 * it; without them the tests are skipped. Answers that the API server gave by the CustomResourceDefinitions alone are held
 * against Slipway's definitions elsewhere.
 */
class RecordedAdmissionTest {
    private static final Path RECORDED = Path.of("..", "..", "shared", "data", "kubevirt", "recorded");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WITHOUT_STATUS_SUBRESOURCE = Set.of("VirtualMachineInstance");
    private static final Set<String> SERVER_FIELDS =
            Set.of("uid", "creationTimestamp", "resourceVersion", "managedFields", "generation", "name", "namespace");

    /** Where Slipway answers otherwise on purpose, with the reason. */
    private static final Map<String, String> DELIBERATE = Map.of(
            "2381-clone-empty-spec",
            "KubeVirt crashes and answers 500 for the user's mistake; Slipway names the missing source");

    /** Shares that must not fall. */
    private static final double VERDICTS = 1.0;

    private static final double CAUSES = 0.99;

    private static final double OBJECTS = 1.0;

    @Test
    void writes_are_judged_as_by_kubevirt() throws IOException {
        List<String> wrong = new ArrayList<>();
        int right = 0;
        for (JsonNode entry : cases()) {
            int wanted = entry.path("meta").path("httpCode").asInt();
            Verdict verdict = review(entry);
            int given = verdict instanceof Verdict.Denied denied ? denied.code() : 200;
            if (given == wanted || given == 200 && wanted < 300) {
                right++;
            } else {
                wrong.add(entry.path("name").asText() + " " + wanted + " " + causes(entry) + " but " + verdict);
            }
        }
        report("verdict", right, wrong);
        assertThat(share(right, wrong)).isGreaterThanOrEqualTo(VERDICTS);
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
        assertThat(share(right, wrong)).isGreaterThanOrEqualTo(CAUSES);
    }

    @Test
    void accepted_objects_are_completed_in_the_same_way() throws IOException {
        List<String> wrong = new ArrayList<>();
        int right = 0;
        for (JsonNode entry : cases()) {
            if (entry.path("meta").path("httpCode").asInt() < 300
                    && review(entry) instanceof Verdict.Allowed allowed
                    && allowed.object() != null) {
                JsonNode ours = comparable(allowed.object());
                JsonNode theirs = comparable(entry.path("reply"));
                if (ours.equals(theirs)) {
                    right++;
                } else {
                    wrong.add(entry.path("name").asText() + "\n   ours   " + ours + "\n   theirs " + theirs);
                }
            }
        }
        report("objects", right, wrong);
        assertThat(share(right, wrong)).isGreaterThanOrEqualTo(OBJECTS);
    }

    private static double share(int right, List<String> wrong) {
        return (double) right / (right + wrong.size());
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
                if (isAdmissions(entry)
                        && !DELIBERATE.containsKey(entry.path("name").asText())) {
                    cases.add(entry);
                }
            }
            return cases;
        }
    }

    /** Whether webhooks gave the answer, not the API server by itself. */
    private static boolean isAdmissions(JsonNode entry) {
        boolean accepted = entry.path("meta").path("httpCode").asInt() < 300;
        boolean strict = entry.path("meta").path("query").asText("").contains("Strict");
        return !strict
                && (accepted || entry.path("reply").path("message").asText().contains("denied the request"));
    }

    private static Verdict review(JsonNode entry) throws IOException {
        JsonNode in = entry.path("in");
        String kind = in.path("kind").asText();
        String version = in.path("apiVersion").asText();
        String subresource = entry.path("meta").path("subresource").asText("");
        Optional<JsonNode> before = Optional.of(entry.path("before")).filter(JsonNode::isObject);
        return Admission.review(
                new Review(
                        version.substring(0, version.indexOf('/')),
                        version.substring(version.indexOf('/') + 1),
                        plural(kind),
                        subresource,
                        before.isPresent() ? Review.Operation.UPDATE : Review.Operation.CREATE,
                        in.path("metadata").path("namespace").asText("adm"),
                        in.path("metadata").path("name").asText(),
                        written(in, before, subresource),
                        before.orElse(null),
                        entry.path("meta").path("user").asText("bob"),
                        List.of("system:authenticated"),
                        true),
                RecordedFacts.of(entry.path("meta").path("config").asText("default")));
    }

    private static String plural(String kind) {
        String lower = kind.toLowerCase(Locale.ROOT);
        return lower.endsWith("y") ? lower.substring(0, lower.length() - 1) + "ies" : lower + "s";
    }

    /** The object as the API server hands it to admission: status and spec are written apart where there is a subresource. */
    private static JsonNode written(JsonNode in, Optional<JsonNode> before, String subresource) {
        if (WITHOUT_STATUS_SUBRESOURCE.contains(in.path("kind").asText())) {
            return in;
        }
        ObjectNode written = (subresource.isEmpty() ? in : before.orElseThrow()).deepCopy();
        JsonNode status =
                subresource.isEmpty() ? before.map(old -> old.get("status")).orElse(null) : in.get("status");
        if (status == null) {
            written.remove("status");
        } else {
            written.set("status", status);
        }
        return written;
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

    /** What can be compared: the spec and the metadata that users see, without what is random. */
    private static JsonNode comparable(JsonNode object) throws IOException {
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        if (copy.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(SERVER_FIELDS);
        }
        for (String pointer : List.of("/spec/domain/firmware", "/spec/template/spec/domain/firmware")) {
            if (copy.at(pointer) instanceof ObjectNode firmware) {
                firmware.remove(List.of("uuid", "serial"));
            }
        }
        if (copy.at("/spec/target") instanceof ObjectNode target
                && object.path("kind").asText().equals("VirtualMachineClone")) {
            target.remove("name");
        }
        return JSON.readTree(copy.toString()); // numbers of one type, whatever made them
    }
}
