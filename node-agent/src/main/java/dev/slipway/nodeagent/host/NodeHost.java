package dev.slipway.nodeagent.host;

import dev.slipway.machine.qemu.Accelerator;
import dev.slipway.machine.qemu.CpuBaseline;
import dev.slipway.machine.qemu.HostFacts;
import dev.slipway.machine.qemu.HostHardware;
import dev.slipway.machine.qemu.OvmfFirmware;
import dev.slipway.machine.qemu.Smbios;
import dev.slipway.machine.qemu.VirtioFsDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A node as a host of guests.
 *
 * @param facts what goes into a guest's command
 * @param cpuModels CPU models that can run here
 */
public record NodeHost(HostFacts facts, Set<String> cpuModels) {
    private static final Path TDX = Path.of("/sys/module/kvm_intel/parameters/tdx");
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
                virtioFsDaemon(),
                Stream.of(Path.of("/run/qemu-pr-helper.sock"))
                        .filter(Files::exists)
                        .map(Path::toString)
                        .findFirst(),
                new HostHardware(
                        CpuBaseline.of(answers.cpuFeatures(), answers.cpuModels(), answers.modelFeatures()),
                        numaNodes(Path.of("/sys/devices/system/node")),
                        answers.sev(),
                        Files.isReadable(TDX) && Files.readString(TDX).startsWith("Y")),
                Smbios.KUBEVIRT);
        return new NodeHost(facts, answers.cpuModels());
    }

    private static Optional<VirtioFsDaemon> virtioFsDaemon() {
        Optional<VirtioFsDaemon> alone = Stream.of("/usr/libexec/virtiofsd", "/usr/bin/virtiofsd")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .map(VirtioFsDaemon.Standalone::new);
        return alone.or(() -> Stream.of("/usr/lib/qemu/virtiofsd")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .map(VirtioFsDaemon.OfQemu::new));
    }

    /** Reads the kernel's folders {@code nodeN}, each with the list of its processors. */
    static Map<Integer, List<Integer>> numaNodes(Path folder) throws IOException {
        Map<Integer, List<Integer>> nodes = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path entry : entries.toList()) {
                    String name = entry.getFileName().toString();
                    if (name.matches("node\\d{1,4}")) {
                        nodes.put(
                                Integer.valueOf(name.substring("node".length())),
                                CpuList.parse(Files.readString(entry.resolve("cpulist"))
                                        .strip()));
                    }
                }
            }
        }
        return nodes;
    }

    private static Optional<OvmfFirmware> firmware(String code, String variables) {
        Path codeFile = OVMF.resolve(code);
        Path variableFile = OVMF.resolve(variables);
        return Files.isReadable(codeFile) && Files.isReadable(variableFile)
                ? Optional.of(new OvmfFirmware(codeFile.toString(), variableFile.toString()))
                : Optional.empty();
    }
}
