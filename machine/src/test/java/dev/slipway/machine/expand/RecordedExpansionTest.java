package dev.slipway.machine.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.admission.Admission;
import dev.slipway.machine.admission.RecordedFacts;
import dev.slipway.machine.admission.Review;
import dev.slipway.machine.admission.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the expansion of machines against what a real KubeVirt v1.9.0 answered; skipped without the recordings. */
class RecordedExpansionTest {
    private static final Path RECORDED = Path.of("..", "..", "shared", "data", "kubevirt", "recorded");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void machines_are_expanded_as_by_kubevirt() throws IOException {
        assumeTrue(Files.isDirectory(RECORDED), "skipped: no recordings at " + RECORDED.toAbsolutePath());
        List<String> wrong = new ArrayList<>();
        int right = 0;
        try (Stream<String> lines = Files.lines(RECORDED.resolve("expand.jsonl"))) {
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode entry = JSON.readTree(line);
                if (!entry.path("in").isObject()) {
                    continue;
                }
                ExpandedMachine answer = ExpandedMachine.of(machine(entry), "exp", RecordedFacts.of("default"));
                String problem = difference(entry, answer);
                if (problem.isEmpty()) {
                    right++;
                } else {
                    wrong.add(entry.path("name").asText() + problem);
                }
            }
        }
        Path report = Path.of("target", "recorded-expansion.txt");
        Files.writeString(report, right + " agree\n" + String.join("\n", wrong) + "\n");
        System.out.println("recorded expansion: " + right + " agree, " + wrong.size() + " differ");
        assertThat(wrong).isEmpty();
    }

    private static String difference(JsonNode entry, ExpandedMachine answer) throws IOException {
        int code = entry.path("meta").path("httpCode").asInt();
        return switch (answer) {
            case ExpandedMachine.Expanded expanded
            when code == 200 -> {
                JsonNode ours = spec(expanded.machine());
                JsonNode theirs = spec(entry.path("reply"));
                yield ours.equals(theirs) ? "" : "\n   ours   " + ours + "\n   theirs " + theirs;
            }
            case ExpandedMachine.Expanded _ ->
                " must be refused: " + entry.path("reply").path("message").asText();
            case ExpandedMachine.Malformed malformed -> code == 400 ? "" : " must be expanded: " + malformed.problems();
            case ExpandedMachine.Impossible impossible ->
                code == 400 ? "" : " must be expanded: " + impossible.sentence();
        };
    }

    /** The machine of the request; the one that is stored under the path of a GET passed admission before. */
    private static ObjectNode machine(JsonNode entry) throws IOException {
        ObjectNode in = entry.path("in").deepCopy();
        if (entry.path("meta").path("verb").asText().equals("PUT")) {
            return in;
        }
        Review creation = new Review(
                "kubevirt.io",
                "v1",
                "virtualmachines",
                "",
                Review.Operation.CREATE,
                "exp",
                in.path("metadata").path("name").asText(),
                in,
                null,
                "bob",
                List.of(),
                false);
        Verdict verdict = Admission.review(creation, RecordedFacts.of("default"));
        return (ObjectNode) Objects.requireNonNull(((Verdict.Allowed) verdict).object());
    }

    /** What can be compared: without the random identity. */
    private static JsonNode spec(JsonNode machine) throws IOException {
        JsonNode spec = JSON.readTree(machine.path("spec").toString());
        if (spec.at("/template/spec/domain/firmware") instanceof ObjectNode firmware) {
            firmware.remove(List.of("uuid", "serial"));
        }
        return spec;
    }
}
