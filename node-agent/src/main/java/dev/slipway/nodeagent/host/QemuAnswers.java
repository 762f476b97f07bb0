package dev.slipway.nodeagent.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.machine.qemu.Accelerator;
import dev.slipway.machine.qemu.CpuBaseline;
import dev.slipway.machine.qemu.HostHardware;
import dev.slipway.machine.qemu.MachineTypes;
import dev.slipway.machine.qemu.QemuVersion;
import dev.slipway.nodeagent.netns.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What QEMU says of itself through QMP.
 *
 * @param version its version
 * @param machineTypes its machine types
 * @param cpuModels CPU models that can run here
 * @param cpuFeatures features that its best CPU model has here
 * @param modelFeatures features of the models that the host's own may be near to
 * @param sev encryption by AMD's SEV, where KVM offers it
 */
record QemuAnswers(
        QemuVersion version,
        MachineTypes machineTypes,
        Set<String> cpuModels,
        Set<String> cpuFeatures,
        Map<String, Set<String>> modelFeatures,
        Optional<HostHardware.Sev> sev) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Models that stand for the host itself, which are no promise of anything. */
    private static final Set<String> RELATIVE = Set.of("base", "host", "max");

    private static final String QUESTIONS = """
            {"execute":"qmp_capabilities","id":"hello"}
            {"execute":"query-version","id":"version"}
            {"execute":"query-machines","id":"machines"}
            {"execute":"query-cpu-definitions","id":"cpus"}
            {"execute":"query-cpu-model-expansion","arguments":{"type":"full","model":{"name":"max"}},"id":"features"}
            {"execute":"query-sev-capabilities","id":"sev"}
            """;

    private static final String QUIT = "{\"execute\":\"quit\",\"id\":\"quit\"}\n";

    /** Asks a QEMU without a machine; takes about 0.1 s. */
    static QemuAnswers ask(Path qemu, Accelerator accelerator) throws IOException {
        Command.Result result = Command.run(
                List.of(
                        qemu.toString(),
                        "-machine",
                        "none,accel=" + accelerator.name().toLowerCase(Locale.ROOT),
                        "-nodefaults",
                        "-display",
                        "none",
                        "-S",
                        "-qmp",
                        "stdio"),
                Map.of(),
                questions(accelerator),
                DEADLINE);
        if (result.exitCode() != 0) {
            throw new IOException("%s does not answer questions about itself: %s".formatted(qemu, result.errors()));
        }
        return parse(result.output());
    }

    /** Only where KVM runs guests does it matter which model is near to the host. */
    private static String questions(Accelerator accelerator) {
        StringBuilder questions = new StringBuilder(QUESTIONS);
        if (accelerator == Accelerator.KVM) {
            CpuBaseline.CANDIDATES.forEach(model -> questions.append("""
                    {"execute":"query-cpu-model-expansion","arguments":{"type":"full","model":{"name":"%s"}},"id":"model %s"}
                    """.formatted(model, model)));
        }
        return questions.append(QUIT).toString();
    }

    static QemuAnswers parse(String output) throws IOException {
        Map<String, JsonNode> answers = new HashMap<>();
        for (String line : output.lines().toList()) {
            JsonNode message = JSON.readTree(line);
            if (message.has("return") && message.has("id")) {
                answers.put(message.path("id").asText(), message.path("return"));
            }
        }
        JsonNode version = answer(answers, "version").path("qemu");
        return new QemuAnswers(
                new QemuVersion(
                        version.path("major").asInt(),
                        version.path("minor").asInt(),
                        version.path("micro").asInt()),
                machineTypes(answer(answers, "machines")),
                cpuModels(answer(answers, "cpus")),
                features(answer(answers, "features")),
                modelFeatures(answers),
                Optional.ofNullable(answers.get("sev")).map(QemuAnswers::sev));
    }

    private static Map<String, Set<String>> modelFeatures(Map<String, JsonNode> answers) {
        Map<String, Set<String>> features = new TreeMap<>();
        for (String model : CpuBaseline.CANDIDATES) {
            Optional.ofNullable(answers.get("model " + model))
                    .ifPresent(expansion -> features.put(model, features(expansion)));
        }
        return features;
    }

    /** The firmware's SEV-SNP is known by KVM's parameter, which this QEMU does not ask for. */
    private static HostHardware.Sev sev(JsonNode answer) {
        Path snp = Path.of("/sys/module/kvm_amd/parameters/sev_snp");
        boolean works = false;
        try {
            works = Files.isReadable(snp) && Files.readString(snp).startsWith("Y");
        } catch (IOException e) {
            // not told, so not there
        }
        return new HostHardware.Sev(
                answer.path("cbitpos").asInt(), answer.path("reduced-phys-bits").asInt(), works);
    }

    private static JsonNode answer(Map<String, JsonNode> answers, String question) throws IOException {
        @Nullable JsonNode answer = answers.get(question);
        if (answer == null) {
            throw new IOException("QEMU did not answer the question about its " + question);
        }
        return answer;
    }

    private static MachineTypes machineTypes(JsonNode machines) {
        Map<String, String> aliases = new TreeMap<>();
        Set<String> names = new TreeSet<>();
        for (JsonNode machine : machines) {
            String name = machine.path("name").asText();
            if (machine.has("alias")) {
                aliases.put(machine.path("alias").asText(), name);
            }
            names.add(name);
        }
        return new MachineTypes(aliases, names);
    }

    /** Models whose features are all there, without the versioned names that each stands for many of. */
    private static Set<String> cpuModels(JsonNode cpus) {
        Set<String> models = new TreeSet<>();
        for (JsonNode cpu : cpus) {
            String name = cpu.path("name").asText();
            boolean usable = cpu.path("unavailable-features").isEmpty()
                    && !cpu.path("deprecated").asBoolean(false);
            if (usable && !name.matches(".*-v\\d+") && !RELATIVE.contains(name)) {
                models.add(name);
            }
        }
        return models;
    }

    private static Set<String> features(JsonNode expansion) {
        Set<String> features = new TreeSet<>();
        expansion.path("model").path("props").properties().forEach(property -> {
            if (property.getValue().isBoolean() && property.getValue().asBoolean()) {
                features.add(property.getKey());
            }
        });
        return features;
    }
}
