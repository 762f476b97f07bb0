package dev.slipway.machine.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.NicWiring;
import dev.slipway.machine.network.Wiring;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A folder {@code golden/qemu/<name>}: a guest and the facts around it in {@code in.yaml}, its translation in
 * {@code out.txt}.
 */
public record GoldenCase(String name, Path folder, JsonNode in) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

    /** Returns all cases, by their names. */
    public static List<GoldenCase> all() throws IOException, URISyntaxException {
        Path root = Path.of(GoldenCase.class.getResource("/golden/qemu").toURI());
        try (Stream<Path> folders = Files.list(root)) {
            return folders.sorted()
                    .map(folder -> new GoldenCase(folder.getFileName().toString(), folder, read(folder)))
                    .toList();
        }
    }

    private static JsonNode read(Path folder) {
        try {
            return YAML.readTree(Files.readString(folder.resolve("in.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read case " + folder, e);
        }
    }

    /** Returns the file in the sources that {@code out.txt} comes from. */
    Path sourceOfOut() {
        return Path.of("src/test/resources/golden/qemu").resolve(name).resolve("out.txt");
    }

    String out() throws IOException {
        Path file = folder.resolve("out.txt");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Returns why the guest cannot be started on the machine of the test, or empty. */
    String notStartable() {
        return in.path("notStartable").asText("");
    }

    Translation translate() {
        return QemuCommand.of(instance(), host(accelerator()), paths(path -> path), wiring());
    }

    /** Returns QEMU's arguments for another guest in the same surroundings; none if it is refused. */
    public List<String> arguments(JsonNode vmi) {
        Translation translation = QemuCommand.of(instance(vmi), host(accelerator()), paths(path -> path), wiring());
        return translation instanceof Translation.Planned planned
                ? planned.plan().arguments()
                : List.of();
    }

    VirtualMachineInstance instance() {
        return instance(in.path("vmi"));
    }

    private static VirtualMachineInstance instance(JsonNode vmi) {
        return KUBERNETES.convertValue(vmi, VirtualMachineInstance.class);
    }

    private Accelerator accelerator() {
        return in.path("host").path("accelerator").asText("tcg").equals("kvm") ? Accelerator.KVM : Accelerator.TCG;
    }

    /** A node like Debian 12's, with what the case changes. */
    HostFacts host(Accelerator accelerator) {
        JsonNode host = in.path("host");
        boolean bare = host.path("bare").asBoolean(false);
        return new HostFacts(
                "/usr/bin/qemu-system-x86_64",
                host.path("version").asText("").equals("10.1") ? new QemuVersion(10, 1, 0) : new QemuVersion(7, 2, 22),
                new MachineTypes(
                        Map.of("q35", "pc-q35-7.2", "pc", "pc-i440fx-7.2"),
                        Set.of("pc-q35-7.2", "pc-q35-6.2", "pc-i440fx-7.2", "pc-i440fx-2.9", "microvm")),
                accelerator,
                Set.of("avx2", "aes"),
                bare
                        ? Optional.empty()
                        : Optional.of(
                                new OvmfFirmware("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd")),
                bare
                        ? Optional.empty()
                        : Optional.of(new OvmfFirmware(
                                "/usr/share/OVMF/OVMF_CODE_4M.ms.fd", "/usr/share/OVMF/OVMF_VARS_4M.ms.fd")),
                bare ? Optional.empty() : Optional.of("/usr/bin/swtpm"),
                bare ? Optional.empty() : Optional.of(new VirtioFsDaemon.OfQemu("/usr/lib/qemu/virtiofsd")),
                bare ? Optional.empty() : Optional.of("/run/qemu-pr-helper.sock"),
                hardware(host),
                Smbios.KUBEVIRT);
    }

    private static HostHardware hardware(JsonNode host) {
        Map<Integer, List<Integer>> nodes = new TreeMap<>();
        host.path("numa")
                .properties()
                .forEach(node -> nodes.put(Integer.valueOf(node.getKey()), numbers(node.getValue())));
        JsonNode model = host.path("cpuModel");
        JsonNode sev = host.path("sev");
        return new HostHardware(
                model.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new CpuBaseline(
                                model.path("name").asText(), new TreeSet<>(texts(model.path("features"))))),
                nodes,
                sev.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new HostHardware.Sev(
                                sev.path("cBit").asInt(),
                                sev.path("reducedBits").asInt(),
                                sev.path("snp").asBoolean())),
                host.path("tdx").asBoolean(false));
    }

    private static List<Integer> numbers(JsonNode list) {
        List<Integer> numbers = new ArrayList<>();
        list.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private Grants grants(UnaryOperator<String> move) {
        JsonNode given = in.path("grants");
        Map<String, PassedDevice> devices = new TreeMap<>();
        given.path("devices")
                .properties()
                .forEach(device -> devices.put(
                        device.getKey(), PassedDevice.of(device.getValue().asText())));
        JsonNode kernel = given.path("kernel");
        return new Grants(
                numbers(given.path("cpus")),
                devices,
                given.has("contextId") ? OptionalLong.of(given.path("contextId").asLong()) : OptionalLong.empty(),
                given.has("state") ? Optional.of(move.apply(given.path("state").asText())) : Optional.empty(),
                kernel.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new Grants.Kernel(
                                Optional.of(move.apply(kernel.path("image").asText())),
                                kernel.has("initrd")
                                        ? Optional.of(
                                                move.apply(kernel.path("initrd").asText()))
                                        : Optional.empty())));
    }

    /** Returns what QEMU must answer: {@code path#property} of an object to the value, as JSON or the beginning of a text. */
    Map<String, JsonNode> seen() {
        Map<String, JsonNode> seen = new TreeMap<>();
        in.path("seen").properties().forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
        return seen;
    }

    LauncherPaths paths(UnaryOperator<String> move) {
        Map<String, LauncherVolume> volumes = new TreeMap<>();
        in.path("volumes").properties().forEach(entry -> volumes.put(entry.getKey(), volume(entry.getValue(), move)));
        Map<String, LauncherVolume.Contents> secrets = new TreeMap<>();
        in.path("secrets").properties().forEach(entry -> secrets.put(entry.getKey(), contents(entry.getValue())));
        return new LauncherPaths(volumes, secrets, grants(move));
    }

    private static LauncherVolume volume(JsonNode node, UnaryOperator<String> move) {
        if (node.has("contents")) {
            return contents(node.path("contents"));
        }
        if (node.has("folder")) {
            return new LauncherVolume.Folder(move.apply(node.path("folder").asText()));
        }
        String path = move.apply(node.path("path").asText());
        if (node.has("make")) {
            return new LauncherVolume.NewImage(path, node.path("make").asLong(), true);
        }
        JsonNode sizes = node.path("blockSizes");
        return new LauncherVolume.DiskImage(
                path,
                node.path("format").asText("raw").equals("raw")
                        ? LauncherVolume.Format.RAW
                        : LauncherVolume.Format.QCOW2,
                node.path("block").asBoolean(false) ? LauncherVolume.Kind.BLOCK_DEVICE : LauncherVolume.Kind.FILE,
                node.path("directIo").asBoolean(true),
                node.path("preallocated").asBoolean(false),
                sizes.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new LauncherVolume.BlockSizes(
                                sizes.path("logical").asInt(),
                                sizes.path("physical").asInt(),
                                sizes.path("discard").asInt())));
    }

    private static LauncherVolume.Contents contents(JsonNode node) {
        Map<String, byte[]> files = new TreeMap<>();
        node.properties()
                .forEach(entry ->
                        files.put(entry.getKey(), entry.getValue().asText().getBytes(StandardCharsets.UTF_8)));
        return new LauncherVolume.Contents(files);
    }

    Wiring wiring() {
        List<NicWiring> nics = new ArrayList<>();
        for (JsonNode nic : in.path("wiring")) {
            OptionalInt mtu = nic.has("mtu") ? OptionalInt.of(nic.path("mtu").asInt()) : OptionalInt.empty();
            String name = nic.path("name").asText();
            String mac = nic.path("mac").asText();
            nics.add(
                    nic.has("tap")
                            ? new NicWiring.Tap(
                                    name,
                                    nic.path("tap").asText(),
                                    mac,
                                    mtu,
                                    nic.path("queues").asInt(1),
                                    nic.path("vhost").asBoolean(false),
                                    true)
                            : new NicWiring.UserMode(
                                    name,
                                    mac,
                                    mtu,
                                    "10.0.2.0/24",
                                    nic.path("hostname").asText(""),
                                    List.of(),
                                    forwards(nic.path("forwards")),
                                    true));
        }
        return new Wiring(nics);
    }

    private static List<NicWiring.Forward> forwards(JsonNode nodes) {
        List<NicWiring.Forward> forwards = new ArrayList<>();
        for (JsonNode node : nodes) {
            forwards.add(new NicWiring.Forward(
                    NicWiring.Forward.Protocol.TCP,
                    "127.0.0.1",
                    node.path("host").asInt(),
                    node.path("guest").asInt()));
        }
        return forwards;
    }
}
