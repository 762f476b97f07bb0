package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.hotplug.LiveSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real QEMU gets processors and memory while it runs, and is then what a start of the grown guest would make. */
final class GrowingGuestTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(factory = FolderInTarget.class)
    Path folder;

    @Test
    void guest_that_grew_has_the_processors_and_memory_of_one_that_starts_so() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-system-x86_64")), "no QEMU here: install qemu-system-x86");
        GoldenCase test = GoldenCase.all().stream()
                .filter(found -> found.name().equals("grown"))
                .findFirst()
                .orElseThrow();
        VirtualMachineInstance grown = LiveSize.grown(test.instance());
        List<String> arguments = plan(test, grown, folder).arguments();
        JsonNode processors;
        try (PlannedQemu qemu = start(test, test.instance(), "before")) {
            assertThat(HotplugSize.processors(arguments))
                    .extracting(HotplugSize.Processor::id)
                    .containsExactly("cpu-2", "cpu-3", "cpu-4", "cpu-5");
            for (HotplugSize.Processor processor :
                    HotplugSize.processors(arguments).subList(2, 4)) {
                qemu.ask(processor.add().execute(), processor.add().arguments());
            }
            var memory = HotplugSize.memory(arguments).orElseThrow();
            qemu.ask(memory.execute(), memory.arguments());
            processors = topology(qemu);
            assertThat(processors).hasSize(6);
            assertThat(requested(qemu)).isEqualTo(1L << 30);
            qemu.quit();
        }
        try (PlannedQemu qemu = start(test, grown, "after")) {
            assertThat(topology(qemu)).isEqualTo(processors);
            assertThat(requested(qemu)).isEqualTo(1L << 30);
            qemu.quit();
        }
    }

    private PlannedQemu start(GoldenCase test, VirtualMachineInstance instance, String name) throws Exception {
        Path run = Files.createDirectory(folder.resolve(name));
        return PlannedQemu.start(plan(test, instance, run), test.paths(path -> moved(run, path)), run);
    }

    private static LaunchPlan plan(GoldenCase test, VirtualMachineInstance instance, Path run) {
        Translation translation = QemuCommand.of(
                instance,
                test.host(Accelerator.TCG),
                test.paths(path -> moved(run, path)),
                QemuStartTest.userMode(test.wiring()));
        assertThat(translation).isInstanceOf(Translation.Planned.class);
        return ((Translation.Planned) translation).plan();
    }

    private static String moved(Path run, String path) {
        return run.resolve(path.substring(1).replace('/', '_')).toAbsolutePath().toString();
    }

    private static JsonNode topology(PlannedQemu qemu) throws IOException {
        var places = JSON.createArrayNode();
        JSON.readTree(qemu.ask("query-cpus-fast"))
                .path("return")
                .forEach(cpu -> places.addObject()
                        .put("index", cpu.path("cpu-index").asInt())
                        .set("props", cpu.path("props")));
        return places;
    }

    private static long requested(PlannedQemu qemu) throws IOException {
        return JSON.readTree(qemu.ask(
                        "qom-get",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("path", HotplugSize.MEMORY)
                                .put("property", "requested-size")))
                .path("return")
                .asLong();
    }
}
