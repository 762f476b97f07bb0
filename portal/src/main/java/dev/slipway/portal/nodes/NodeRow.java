package dev.slipway.portal.nodes;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.portal.layout.Formats;
import dev.slipway.portal.layout.Gauge;
import dev.slipway.portal.machines.MachineRow;
import dev.slipway.portal.machines.MachineState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A node as lists show it.
 *
 * @param name name
 * @param word state
 * @param reason why it is so; may be empty
 * @param cordoned whether the scheduler keeps new machines away
 * @param machines number of running machines that the visitor may see
 * @param cpu how much of its processors they hold
 * @param memory how much of its memory they hold
 * @param accelerated whether guests run on KVM
 * @param address its address; may be empty
 * @param system operating system, kernel and kubelet in words; may be empty
 * @param created when it joined
 * @param problems what it complains about, as sentences
 */
record NodeRow(
        String name,
        NodeWord word,
        String reason,
        boolean cordoned,
        int machines,
        Gauge cpu,
        Gauge memory,
        boolean accelerated,
        String address,
        Software system,
        Instant created,
        List<String> problems) {
    private static final String KVM = "devices.kubevirt.io/kvm";

    /** What runs on it. */
    record Software(String image, String kernel, String kubelet, String architecture) {}

    NodeRow {
        problems = List.copyOf(problems);
    }

    /** Returns the row of a node on which some machines run. */
    static NodeRow of(Node node, List<MachineRow> machines) {
        Optional<NodeStatus> status = Optional.ofNullable(node.getStatus());
        List<NodeCondition> conditions =
                list(status.map(NodeStatus::getConditions).orElse(null));
        Optional<NodeCondition> ready = conditions.stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst();
        boolean cordoned =
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        Optional<NodeSystemInfo> info = status.map(NodeStatus::getNodeInfo);
        long cpus = machines.stream().mapToLong(MachineRow::cpus).sum();
        long memory = machines.stream().mapToLong(MachineRow::memoryBytes).sum();
        double allCpus = allocatable(status, "cpu");
        double allMemory = allocatable(status, "memory");
        return new NodeRow(
                node.getMetadata().getName(),
                word(ready, cordoned),
                ready.filter(condition -> !condition.getStatus().equals("True"))
                        .map(condition -> text(condition.getMessage()))
                        .orElse(cordoned ? "new machines go elsewhere" : ""),
                cordoned,
                machines.size(),
                new Gauge("CPU", part(cpus, allCpus), cpus + " of " + Formats.number(allCpus)),
                new Gauge(
                        "Memory",
                        part(memory, allMemory),
                        Formats.bytes(memory) + " of " + Formats.bytes((long) allMemory)),
                allocatable(status, KVM) > 0,
                status.map(NodeStatus::getAddresses).stream()
                        .flatMap(List::stream)
                        .filter(address -> address.getType().equals("InternalIP"))
                        .map(address -> address.getAddress())
                        .findFirst()
                        .orElse(""),
                new Software(
                        info.map(known -> text(known.getOsImage())).orElse(""),
                        info.map(known -> text(known.getKernelVersion())).orElse(""),
                        info.map(known -> text(known.getKubeletVersion())).orElse(""),
                        info.map(known -> text(known.getArchitecture())).orElse("")),
                MachineState.time(node.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH),
                conditions.stream()
                        .filter(condition -> !condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"))
                        .map(condition -> condition.getType() + ": " + text(condition.getMessage()))
                        .toList());
    }

    /** Returns whether all words are found in what the row shows. */
    boolean matches(List<String> words) {
        String text = String.join("\n", name, word.word(), reason, address, String.join("\n", problems))
                .toLowerCase(Locale.ROOT);
        return words.stream().allMatch(text::contains);
    }

    /** Returns the path of its page. */
    public String path() {
        return "/nodes/" + name;
    }

    private static NodeWord word(Optional<NodeCondition> ready, boolean cordoned) {
        // a node of which nobody has said anything yet is taken for ready, as the scheduler does
        return switch (ready.map(NodeCondition::getStatus).orElse("True")) {
            case "True" -> cordoned ? NodeWord.CORDONED : NodeWord.READY;
            case "False" -> NodeWord.NOT_READY;
            default -> NodeWord.SILENT;
        };
    }

    private static double part(long held, double all) {
        return all == 0 ? 0 : held / all;
    }

    private static double allocatable(Optional<NodeStatus> status, String resource) {
        Map<String, Quantity> all = status.map(NodeStatus::getAllocatable).orElse(Map.of());
        Quantity quantity = all.get(resource);
        return quantity == null ? 0 : quantity.getNumericalAmount().doubleValue();
    }
}
