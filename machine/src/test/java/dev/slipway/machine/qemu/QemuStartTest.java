package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.machine.network.NicWiring;
import dev.slipway.machine.network.Wiring;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real QEMU takes every golden command: it starts with its processors stopped, answers QMP and quits. On the machine
 * of the test the accelerator is TCG, networks are user-mode, and volumes are small empty images.
 */
final class QemuStartTest {
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
                qemu.quit();
            }
        }
    }

    static Wiring userMode(Wiring wiring) {
        return new Wiring(wiring.nics().stream()
                .map(nic -> (NicWiring) new NicWiring.UserMode(
                        nic.name(), nic.mac(), nic.mtu(), "10.0.2.0/24", "guest", List.of(), List.of(), true))
                .toList());
    }
}
