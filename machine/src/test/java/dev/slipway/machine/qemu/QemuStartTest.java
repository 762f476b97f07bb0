package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.network.NicWiring;
import dev.slipway.machine.network.Wiring;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real QEMU takes every golden command: it starts with its processors stopped, answers over QMP
 * that it has the devices and properties that the case names under {@code seen}, and quits. On the machine
 * of the test the accelerator is TCG, networks are user-mode, and volumes are small empty images.
 */
final class QemuStartTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Below the build's folder, whose file system takes direct I/O; relative, because paths of sockets must be short. */
    @TempDir(factory = FolderInTarget.class)
    Path folder;

    @TestFactory
    Stream<DynamicTest> qemu_takes_the_command() throws IOException, URISyntaxException {
        return GoldenCase.all().stream().map(test -> DynamicTest.dynamicTest(test.name(), () -> start(test)));
    }

    private void start(GoldenCase test) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-system-x86_64")), "no QEMU here: install qemu-system-x86");
        assumeTrue(test.translate() instanceof Translation.Planned, "refused, as written");
        assumeTrue(test.notStartable().isEmpty(), test.notStartable());
        Path run = Files.createDirectory(folder.resolve(test.name()));
        LauncherPaths paths = test.paths(path -> run.resolve(path.substring(1).replace('/', '_'))
                .toAbsolutePath()
                .toString());
        Translation translation =
                QemuCommand.of(test.instance(), test.host(Accelerator.TCG), paths, userMode(test.wiring()));
        assertThat(translation).isInstanceOf(Translation.Planned.class);
        if (translation instanceof Translation.Planned planned) {
            try (PlannedQemu qemu = PlannedQemu.start(planned.plan(), paths, run)) {
                assertThat(qemu.ask("query-status")).contains("\"prelaunch\"");
                for (Map.Entry<String, JsonNode> property : test.seen().entrySet()) {
                    assertThat(answer(qemu, property.getKey()))
                            .as(property.getKey())
                            .isEqualTo(property.getValue());
                }
                String zone = planned.plan().environment().getOrDefault("TZ", "");
                if (!zone.isEmpty()) {
                    assertThat(answer(qemu, "/machine#rtc-time").path("tm_hour").asInt())
                            .as("hour of a guest in " + zone)
                            .isIn(hour(zone, 0), hour(zone, 1));
                }
                qemu.quit();
            }
        }
    }

    /**
     * Returns what QEMU says: of a property of an object, {@code path#property}, or, without a path, of a command's answer at
     * a JSON pointer, {@code query-cpus-fast/0/props/core-id}.
     */
    private static JsonNode answer(PlannedQemu qemu, String question) throws IOException {
        int hash = question.indexOf('#');
        if (hash >= 0) {
            ObjectNode arguments = JsonNodeFactory.instance
                    .objectNode()
                    .put("path", question.substring(0, hash))
                    .put("property", question.substring(hash + 1));
            return JSON.readTree(qemu.ask("qom-get", arguments)).path("return");
        }
        int slash = question.indexOf('/');
        return JSON.readTree(qemu.ask(question.substring(0, slash)))
                .path("return")
                .at(question.substring(slash));
    }

    /** Returns the hour that a clock of the zone shows, or showed some minutes ago, by the system's own date. */
    private static int hour(String zone, int minutesAgo) throws IOException {
        ProcessBuilder command = new ProcessBuilder("date", "-d", minutesAgo + " minutes ago", "+%H");
        command.environment().put("TZ", zone);
        Process date = command.start();
        return Integer.parseInt(new String(date.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim());
    }

    static Wiring userMode(Wiring wiring) {
        return new Wiring(wiring.nics().stream()
                .map(nic -> (NicWiring) new NicWiring.UserMode(
                        nic.name(), nic.mac(), nic.mtu(), "10.0.2.0/24", "guest", List.of(), List.of(), true))
                .toList());
    }
}
