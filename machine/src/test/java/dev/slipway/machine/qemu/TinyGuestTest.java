package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tiny guest really runs by the translated command, under both firmwares; asked for by -Dslipway.guests=true. */
final class TinyGuestTest {
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    @TempDir(factory = FolderInTarget.class)
    Path run;

    @BeforeEach
    void builds_the_image() throws Exception {
        assumeTrue(Boolean.getBoolean("slipway.guests"), "boots a guest: run with -Dslipway.guests=true");
        Path image = run.resolve("tiny.qcow2");
        Process build = new ProcessBuilder("../images/guest/build", "tiny", image.toString())
                .inheritIO()
                .start();
        assertThat(build.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(build.exitValue()).isZero();
        PlannedQemu.qemuImg(
                "convert",
                "-O",
                "raw",
                image.toString(),
                run.resolve("disk.img").toString());
    }

    @Test
    void a_written_file_lasts_from_start_to_start() throws Exception {
        try (PlannedQemu qemu = start("tiny-console");
                SerialConsole console = qemu.serial()) {
            qemu.ask("cont");
            logIn(console, "demo");
            console.type("echo from the first start > kept; cat /proc/cmdline; echo do''ne\n");
            assertThat(console.until("done", ANSWER)).contains("console=ttyS0");
            qemu.ask("system_powerdown");
            qemu.awaitEnd(ANSWER);
        }
        for (String socket : new String[] {"qmp.sock", "serial.sock"}) {
            Files.deleteIfExists(run.resolve(socket));
        }
        try (PlannedQemu qemu = start("tiny-console");
                SerialConsole console = qemu.serial()) {
            qemu.ask("cont");
            logIn(console, "demo");
            console.type(
                    "until ip -4 addr show eth0 | grep inet; do sleep 1; done; cat kept; ls /sys/bus/pci/devices; echo fin''ished\n");
            assertThat(console.until("finished", ANSWER))
                    .contains("from the first start")
                    .contains("10.0.2.2/24")
                    // The first port's bus: the place of the first interface
                    .contains("0000:01:00.0")
                    // The fifth port's: the place of the first virtio disk
                    .contains("0000:05:00.0");
        }
    }

    @Test
    void uefi_boots_the_same_disk() throws Exception {
        try (PlannedQemu qemu = start("uefi");
                SerialConsole console = qemu.serial()) {
            qemu.ask("cont");
            logIn(console, "modern");
            console.type("ls -d /sys/firmware/efi; mount | grep seed; ls -R /mnt/seed; echo do''ne\n");
            assertThat(console.until("done", ANSWER)).contains("/sys/firmware/efi", "iso9660", "meta_data.json");
        }
    }

    private PlannedQemu start(String golden) throws Exception {
        GoldenCase test = GoldenCase.all().stream()
                .filter(candidate -> candidate.name().equals(golden))
                .findFirst()
                .orElseThrow();
        LauncherPaths paths =
                test.paths(path -> run.resolve("disk.img").toAbsolutePath().toString());
        Translation translation = QemuCommand.of(
                test.instance(), test.host(Accelerator.TCG), paths, QemuStartTest.userMode(test.wiring()));
        assertThat(translation).isInstanceOf(Translation.Planned.class);
        return PlannedQemu.start(((Translation.Planned) translation).plan(), paths, run);
    }

    private static void logIn(SerialConsole console, String hostname) throws Exception {
        console.until(hostname + " login: ", BOOT);
        console.type("root\n");
        console.until("root@" + hostname + ":", ANSWER);
    }
}
