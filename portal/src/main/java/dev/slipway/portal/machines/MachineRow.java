package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceNetworkInterface;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.portal.cluster.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One machine as lists show it, worked out once when something about it changes.
 *
 * @param id stable id for the page: "vm-" and the uid
 * @param key namespace and name
 * @param os operating system
 * @param state state
 * @param node node it runs on; empty if it does not
 * @param address first IP address; may be empty
 * @param cpus virtual CPUs
 * @param memoryBytes memory of the guest
 * @param diskBytes size of its claims
 * @param created when the machine was made
 * @param labels labels, without those of controllers
 * @param words everything that free text finds, in lower case
 */
public record MachineRow(
        String id,
        ObjectKey key,
        OperatingSystem os,
        MachineState state,
        String node,
        String address,
        long cpus,
        long memoryBytes,
        long diskBytes,
        Instant created,
        Map<String, String> labels,
        String words) {

    /** Works out the row of a machine. */
    static MachineRow of(MachineFacts facts) {
        ObjectKey key = facts.key();
        OperatingSystem os = OperatingSystem.of(facts);
        String node = facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .map(status -> text(status.nodeName()))
                .orElse("");
        List<String> addresses = addresses(facts);
        Map<String, String> labels = labels(facts);
        return new MachineRow(
                "vm-" + facts.vm().getMetadata().getUid(),
                key,
                os,
                MachineState.of(facts),
                node,
                addresses.isEmpty() ? "" : addresses.getFirst(),
                cpus(facts),
                memory(facts),
                facts.claims().stream().mapToLong(MachineRow::size).sum(),
                MachineState.time(facts.vm().getMetadata().getCreationTimestamp())
                        .orElse(Instant.EPOCH),
                labels,
                words(key, os, node, addresses, labels) + "\n"
                        + MachineNotes.text(facts).toLowerCase(Locale.ROOT));
    }

    /** Returns when the guest began to run. */
    public Optional<Instant> runningSince() {
        return state.word() == StateWord.RUNNING ? state.since() : Optional.empty();
    }

    /** Returns the path of the machine's page. */
    public String path() {
        return "/machines/" + key.namespace() + "/" + key.name();
    }

    /** Returns all IP addresses of the guest, in the order of its interfaces. */
    static List<String> addresses(MachineFacts facts) {
        return facts
                .instance()
                .map(VirtualMachineInstance::getStatus)
                .map(VirtualMachineInstanceStatus::interfaces)
                .stream()
                .flatMap(List::stream)
                .flatMap(MachineRow::addresses)
                .distinct()
                .toList();
    }

    private static java.util.stream.Stream<String> addresses(VirtualMachineInstanceNetworkInterface nic) {
        return list(nic.ipAddresses()).isEmpty()
                ? Optional.ofNullable(nic.ipAddress()).filter(ip -> !ip.isEmpty()).stream()
                : list(nic.ipAddresses()).stream();
    }

    /** Returns the number of virtual CPUs: sockets × cores × threads, or what is requested. */
    static long cpus(MachineFacts facts) {
        CPU cpu = facts.domain().map(domain -> domain.cpu()).orElse(null);
        if (cpu != null) {
            return or1(cpu.sockets()) * or1(cpu.cores()) * or1(cpu.threads());
        }
        return facts.domain()
                .map(domain -> domain.resources())
                .map(resources -> resources.requests())
                .map(requests -> requests.get("cpu"))
                .map(quantity -> (long) Math.ceil(quantity.getNumericalAmount().doubleValue()))
                .orElse(1L);
    }

    /** Returns the memory of the guest in bytes. */
    static long memory(MachineFacts facts) {
        return facts.domain()
                .flatMap(domain -> Optional.ofNullable(domain.memory())
                        .map(memory -> memory.guest())
                        .or(() -> Optional.ofNullable(domain.resources())
                                .map(resources -> resources.requests())
                                .map(requests -> requests.get("memory"))))
                .map(MachineRow::bytes)
                .orElse(0L);
    }

    /** Returns the size of a claim: what it got, else what it asks for. */
    public static long size(PersistentVolumeClaim claim) {
        Quantity got = claim.getStatus() == null || claim.getStatus().getCapacity() == null
                ? null
                : claim.getStatus().getCapacity().get("storage");
        if (got != null) {
            return bytes(got);
        }
        var resources = claim.getSpec() == null ? null : claim.getSpec().getResources();
        Quantity asked = resources == null || resources.getRequests() == null
                ? null
                : resources.getRequests().get("storage");
        return asked == null ? 0 : bytes(asked);
    }

    static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().longValue();
    }

    private static long or1(@Nullable Long value) {
        return value == null || value == 0 ? 1 : value;
    }

    private static Map<String, String> labels(MachineFacts facts) {
        Map<String, String> labels = new TreeMap<>();
        Map<String, String> all = facts.vm().getMetadata().getLabels();
        if (all != null) {
            all.forEach((label, value) -> {
                if (shown(label)) {
                    labels.put(label, value);
                }
            });
        }
        return labels;
    }

    /** Returns whether a label is one that people set, and none of a controller. */
    static boolean shown(String label) {
        return !label.contains("kubevirt.io/") && !label.startsWith("app.kubernetes.io/");
    }

    private static String words(
            ObjectKey key, OperatingSystem os, String node, List<String> addresses, Map<String, String> labels) {
        StringBuilder words = new StringBuilder();
        words.append(key.name())
                .append('\n')
                .append(key.namespace())
                .append('\n')
                .append(os.name())
                .append('\n')
                .append(node);
        addresses.forEach(address -> words.append('\n').append(address));
        labels.forEach(
                (label, value) -> words.append('\n').append(label).append('=').append(value));
        return words.toString().toLowerCase(Locale.ROOT);
    }
}
