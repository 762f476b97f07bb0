package dev.slipway.nodeagent.host;

import dev.slipway.machine.qemu.Accelerator;
import dev.slipway.nodeagent.netns.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what runs guests by letting both run the same forty million instructions. That {@code /dev/kvm} opens and even
 * runs code says nothing: under some hypervisors it emulates each instruction, fifty times slower than QEMU itself. These
 * take so long then that no busy moment of the host makes up for it.
 */
final class AcceleratorProbe {
    private static final Logger LOG = LoggerFactory.getLogger(AcceleratorProbe.class);
    private static final Path KVM = Path.of("/dev/kvm");
    private static final Duration TCG_DEADLINE = Duration.ofSeconds(15);

    /** A real KVM needs 20 ms for the loop and as long as TCG for the rest; this much is left for a busy host. */
    private static final Duration MARGIN = Duration.ofMillis(300);

    /** {@code isa-debug-exit} ends QEMU with (value << 1) | 1; the code below writes 0x10. */
    private static final int DONE = 33;

    private final Path qemu;

    AcceleratorProbe(Path qemu) {
        this.qemu = qemu;
    }

    /** Measures; takes as long as two starts of QEMU. */
    Accelerator measure() throws IOException {
        if (!Files.isReadable(KVM) || !Files.isWritable(KVM)) {
            LOG.info("{} is not there for this user, so guests are run by TCG", KVM);
            return Accelerator.TCG;
        }
        Path rom = Files.createTempFile("slipway-probe", ".bin");
        try {
            Files.write(rom, rom());
            Optional<Duration> tcg = time("tcg", rom, TCG_DEADLINE);
            Duration most = tcg.orElse(TCG_DEADLINE).multipliedBy(2).plus(MARGIN);
            Optional<Duration> kvm = time("kvm", rom, most);
            LOG.info(
                    "forty million instructions: TCG {}, KVM {}",
                    tcg.map(time -> time.toMillis() + " ms").orElse("failed"),
                    kvm.map(time -> time.toMillis() + " ms")
                            .orElse("not done in " + most.toMillis() + " ms, so it is not used"));
            return kvm.isPresent() ? Accelerator.KVM : Accelerator.TCG;
        } finally {
            Files.delete(rom);
        }
    }

    /** Returns how long the probe took; empty if it failed or was not ready in time. */
    Optional<Duration> time(String accelerator, Path rom, Duration deadline) {
        long start = System.nanoTime();
        try {
            Command.Result result = Command.run(
                    List.of(
                            qemu.toString(),
                            "-M",
                            "pc",
                            "-accel",
                            accelerator,
                            "-m",
                            "16",
                            "-nodefaults",
                            "-display",
                            "none",
                            "-no-reboot",
                            "-bios",
                            rom.toString(),
                            "-device",
                            "isa-debug-exit,iobase=0xf4,iosize=1"),
                    Map.of(),
                    "",
                    deadline);
            return result.exitCode() == DONE
                    ? Optional.of(Duration.ofNanos(System.nanoTime() - start))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** 64 KiB of BIOS in real mode: counts down from twenty million, then writes to the exit port. */
    static byte[] rom() {
        byte[] rom = new byte[1 << 16];
        int[] code = {
            0x66, 0xb9, 0x00, 0x2d, 0x31, 0x01, // mov ecx, 20000000
            0x66, 0x49, // dec ecx
            0x75, 0xfc, // jnz to the line before
            0xb0, 0x10, // mov al, 0x10
            0xe6, 0xf4, // out 0xf4, al
            0xf4, // hlt
            0xeb, 0xfd, // jmp to the line before
        };
        int[] reset = {0xea, 0x00, 0x00, 0x00, 0xf0}; // jmp f000:0000
        put(rom, 0, code);
        put(rom, 0xfff0, reset);
        return rom;
    }

    private static void put(byte[] rom, int at, int[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            rom[at + i] = (byte) bytes[i];
        }
    }
}
