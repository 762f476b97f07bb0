package dev.slipway.nodeagent.host;

import dev.slipway.machine.qemu.Accelerator;
import dev.slipway.machine.qemu.HostFacts;
import dev.slipway.machine.qemu.OvmfFirmware;
import dev.slipway.machine.qemu.Smbios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A node as a host of guests.
 *
 * @param facts what goes into a guest's command
 * @param cpuModels CPU models that can run here
 */
public record NodeHost(HostFacts facts, Set<String> cpuModels) {
    private static final Path OVMF = Path.of("/usr/share/OVMF");

    public NodeHost {
        cpuModels = Set.copyOf(cpuModels);
    }

    /**
     * Measures and asks; takes under a second.
     *
     * @param qemu path of QEMU
     * @throws IOException if QEMU is not there or does not answer
     */
    public static NodeHost probe(Path qemu) throws IOException {
        if (!Files.isExecutable(qemu)) {
            throw new IOException("QEMU is not at %s, so no guest can run here: install it (Debian: qemu-system-x86)"
                    .formatted(qemu));
        }
        Accelerator accelerator = new AcceleratorProbe(qemu).measure();
        QemuAnswers answers = QemuAnswers.ask(qemu, accelerator);
        var facts = new HostFacts(
                qemu.toString(),
                answers.version(),
                answers.machineTypes(),
                accelerator,
                answers.cpuFeatures(),
                firmware("OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
                firmware("OVMF_CODE_4M.ms.fd", "OVMF_VARS_4M.ms.fd"),
                Stream.of(Path.of("/usr/bin/swtpm"))
                        .filter(Files::isExecutable)
                        .map(Path::toString)
                        .findFirst(),
                Smbios.KUBEVIRT);
        return new NodeHost(facts, answers.cpuModels());
    }

    private static Optional<OvmfFirmware> firmware(String code, String variables) {
        Path codeFile = OVMF.resolve(code);
        Path variableFile = OVMF.resolve(variables);
        return Files.isReadable(codeFile) && Files.isReadable(variableFile)
                ? Optional.of(new OvmfFirmware(codeFile.toString(), variableFile.toString()))
                : Optional.empty();
    }
}
