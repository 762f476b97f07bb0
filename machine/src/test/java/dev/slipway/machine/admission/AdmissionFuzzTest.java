package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.qemu.Problem;
import dev.slipway.machine.qemu.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Objects that nobody would write, made of the published samples and the recorded requests by chance. */
class AdmissionFuzzTest {
    private static final Path DATA = Path.of("..", "..", "shared", "data", "kubevirt");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUNDS = 6_000;
    private static final long SEED = 20_261_128L;
    private static final Duration LIMIT = Duration.ofMillis(100);

    private static Corpus corpus;
    private static RecordedFacts facts;

    @BeforeAll
    static void read() throws IOException {
        assumeTrue(Files.isDirectory(DATA), "skipped: no samples at " + DATA.toAbsolutePath());
        List<ObjectNode> objects = new ArrayList<>();
        for (String kind : List.of("VirtualMachine", "VirtualMachineInstance")) {
            objects.add((ObjectNode) JSON.readTree(
                    DATA.resolve("kubevirt.io.v1." + kind + ".json").toFile()));
        }
        try (Stream<String> lines = Files.lines(DATA.resolve("recorded/admission.jsonl"))) {
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode in = JSON.readTree(line).path("in");
                if (in.path("kind").asText().matches("VirtualMachine(Instance)?")) {
                    objects.add((ObjectNode) in);
                }
            }
        }
        corpus = new Corpus(objects);
        facts = RecordedFacts.of("gates");
    }

    @Test
    void no_object_breaks_admission_or_keeps_it_long() {
        List<String> failures = new ArrayList<>();
        Random random = new Random(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            ObjectNode object = corpus.next(random);
            long start = System.nanoTime();
            try {
                review(object, random.nextBoolean());
            } catch (RuntimeException | StackOverflowError e) {
                failures.add(e + " (" + e.getCause() + ") at " + e.getStackTrace()[0] + " for " + object);
            }
            long nanos = System.nanoTime() - start;
            if (i > ROUNDS / 10 && nanos > LIMIT.toNanos() && isSlowAgain(object)) {
                failures.add(nanos / 1_000_000 + " ms for " + object);
            }
        }
        assertThat(failures).isEmpty();
    }

    /** A pause of the machine that the test runs on is nobody's fault. */
    private static boolean isSlowAgain(ObjectNode object) {
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            review(object, false);
            if (System.nanoTime() - start < LIMIT.toNanos()) {
                return false;
            }
        }
        return true;
    }

    @Test
    void what_is_accepted_without_a_warning_can_be_launched() {
        List<String> failures = new ArrayList<>();
        Random random = new Random(SEED + 1);
        int launched = 0;
        for (int i = 0; i < ROUNDS; i++) {
            ObjectNode object = corpus.next(random);
            Optional<ObjectNode> instance = launchable(object, failures);
            if (instance.isPresent()) {
                launched++;
                problem(instance.get()).ifPresent(problem -> failures.add(problem + " for " + instance.get()));
            }
        }
        assertThat(failures).isEmpty();
        assertThat(launched).as("accepted without a warning").isGreaterThan(ROUNDS / 20);
    }

    /** Returns the instance of {@code object} as stored, if it is accepted without a warning. */
    private static Optional<ObjectNode> launchable(ObjectNode object, List<String> failures) {
        if (!(review(object, true) instanceof Verdict.Allowed allowed)
                || !(allowed.object() instanceof ObjectNode stored)
                || !allowed.warnings().isEmpty()) {
            return Optional.empty();
        }
        if (stored.path("kind").asText().equals("VirtualMachineInstance")) {
            return Optional.of(stored);
        }
        JsonNode spec = stored.path("spec");
        if (spec.has("instancetype") || spec.has("preference")) {
            return Optional.empty();
        }
        ObjectNode instance =
                JSON.createObjectNode().put("apiVersion", "kubevirt.io/v1").put("kind", "VirtualMachineInstance");
        instance.set("metadata", stored.get("metadata").deepCopy());
        instance.set("spec", spec.path("template").path("spec").deepCopy());
        return switch (review(instance, true)) {
            case Verdict.Allowed started -> Optional.ofNullable((ObjectNode) started.object());
            case Verdict.Instructed told -> throw new AssertionError("no eviction was asked for: " + told);
            case Verdict.Denied denied -> {
                failures.add("accepted without a warning, but then " + denied.message() + ": " + stored);
                yield Optional.empty();
            }
        };
    }

    private static Optional<String> problem(ObjectNode instance) {
        try {
            VirtualMachineInstance read = JSON.treeToValue(instance, VirtualMachineInstance.class);
            return Rehearsal.problems(read).stream().map(Problem::sentence).findFirst();
        } catch (JsonProcessingException e) {
            return Optional.of(e.toString());
        }
    }

    private static Verdict review(ObjectNode object, boolean part) {
        boolean machine = object.path("kind").asText().equals("VirtualMachine");
        return Admission.review(
                new Review(
                        "kubevirt.io",
                        "v1",
                        machine ? "virtualmachines" : "virtualmachineinstances",
                        "",
                        Review.Operation.CREATE,
                        "adm",
                        object.path("metadata").path("name").asText(),
                        object,
                        null,
                        "alice",
                        part ? List.of("system:serviceaccounts:slipway") : List.of("system:authenticated"),
                        true),
                facts);
    }
}
