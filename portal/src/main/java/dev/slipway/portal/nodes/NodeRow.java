package dev.slipway.portal.nodes;

import static dev.slipway.portal.machines.MachineFacts.list;

import dev.slipway.portal.layout.Formats;
import dev.slipway.portal.layout.Gauge;
import dev.slipway.portal.lists.Row;
import dev.slipway.portal.machines.MachineFacts;
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
import org.jspecify.annotations.Nullable;

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
 * @param text everything that words are looked for in, in lower case
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
        List<String> problems,
        String text)
        implements Row {
    private static final String KVM = "devices.kubevirt.io/kvm";

    /** What runs on it. */
    record Software(String image, String kernel, String kubelet, String architecture) {}

    NodeRow {
        problems = List.copyOf(problems);
    }

    /** Returns the row of a node of which machines hold something. */
    static NodeRow of(Node node, NodeLoad load) {
        Optional<NodeStatus> status = Optional.ofNullable(node.getStatus());
        List<NodeCondition> conditions =
                list(status.map(NodeStatus::getConditions).orElse(null));
        Optional<NodeCondition> ready = conditions.stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst();
        boolean cordoned =
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        double allCpus = allocatable(status, "cpu");
        double allMemory = allocatable(status, "memory");
        String name = node.getMetadata().getName();
        NodeWord word = word(ready, cordoned);
        String reason = ready.filter(condition -> !condition.getStatus().equals("True"))
                .map(condition -> textOf(condition.getMessage()))
                .orElse(cordoned ? "new machines go elsewhere" : "");
        String address = address(status);
        List<String> problems = problems(conditions);
        return new NodeRow(
                name,
                word,
                reason,
                cordoned,
                load.machines(),
                new Gauge("CPU", part(load.cpus(), allCpus), load.cpus() + " of " + Formats.number(allCpus)),
                new Gauge(
                        "Memory",
                        part(load.memory(), allMemory),
                        Formats.bytes(load.memory()) + " of " + Formats.bytes((long) allMemory)),
                allocatable(status, KVM) > 0,
                address,
                software(status),
                MachineState.time(node.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH),
                problems,
                String.join("\n", name, word.word(), reason, address, String.join("\n", problems))
                        .toLowerCase(Locale.ROOT));
    }

    private static String address(Optional<NodeStatus> status) {
        return status.map(NodeStatus::getAddresses).stream()
                .flatMap(List::stream)
                .filter(address -> address.getType().equals("InternalIP"))
                .map(address -> address.getAddress())
                .findFirst()
                .orElse("");
    }

    private static Software software(Optional<NodeStatus> status) {
        Optional<NodeSystemInfo> info = status.map(NodeStatus::getNodeInfo);
        return new Software(
                info.map(known -> textOf(known.getOsImage())).orElse(""),
                info.map(known -> textOf(known.getKernelVersion())).orElse(""),
                info.map(known -> textOf(known.getKubeletVersion())).orElse(""),
                info.map(known -> textOf(known.getArchitecture())).orElse(""));
    }

    private static List<String> problems(List<NodeCondition> conditions) {
        return conditions.stream()
                .filter(condition -> !condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"))
                .map(condition -> condition.getType() + ": " + textOf(condition.getMessage()))
                .toList();
    }

    @Override
    public String project() {
        return "";
    }

    /** Returns the path of its page. */
    public String path() {
        return "/nodes/" + name;
    }

    private static String textOf(@Nullable String value) {
        return MachineFacts.text(value);
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
