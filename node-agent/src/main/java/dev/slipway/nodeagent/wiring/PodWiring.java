package dev.slipway.nodeagent.wiring;

import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.DhcpLease;
import dev.slipway.machine.network.PodNetworkFacts;
import dev.slipway.machine.network.WiredInterface;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.network.WiringProblem;
import dev.slipway.nodeagent.cni.Attachment;
import dev.slipway.nodeagent.cni.CniNetworks;
import dev.slipway.nodeagent.cni.NetworkSelection;
import dev.slipway.nodeagent.dhcp.DhcpServers;
import dev.slipway.nodeagent.netns.Datagrams;
import dev.slipway.nodeagent.netns.Netns;
import dev.slipway.nodeagent.pod.LauncherProcess;
import dev.slipway.nodeagent.pod.PodNamespace;
import dev.slipway.nodeagent.session.PodNetworks;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires guests in the network namespaces of their Pods. */
public final class PodWiring implements PodNetworks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodWiring.class);

    /** What is served for one Pod. */
    private record Served(WiringRecords.Entry entry, List<AutoCloseable> servers) {}

    private final WiringRecords records;
    private final SecondaryNetworks secondary;
    private final boolean sharedFileSystem;
    private final Datagrams datagrams;
    private final Map<String, Served> served = new ConcurrentHashMap<>();

    /**
     * Opens the wiring of a node.
     *
     * @param directory where it keeps what it did
     * @param sharedFileSystem whether launchers' process numbers and files are the host's own
     * @param configurations directory of the node's CNI configurations
     */
    public PodWiring(
            KubernetesClient client, Path directory, boolean sharedFileSystem, List<Path> plugins, Path configurations)
            throws IOException {
        this.records = new WiringRecords(directory);
        CniNetworks cni = sharedFileSystem ? new CniNetworks(plugins) : CniNetworks.ofNode(plugins);
        this.secondary = new SecondaryNetworks(client, cni, configurations);
        this.sharedFileSystem = sharedFileSystem;
        this.datagrams = new Datagrams();
    }

    @Override
    public WiringPlan wire(VirtualMachineInstance vmi, Pod pod, LauncherProcess process)
            throws WiringProblem.Refused, IOException {
        String uid = pod.getMetadata().getUid();
        Served known = served.get(uid);
        if (known != null) {
            return WiringPlan.of(vmi, known.entry().facts());
        }
        if (WiringPlan.interfaces(vmi).isEmpty()) {
            return new WiringPlan(List.of(), List.of());
        }
        Optional<WiringRecords.Entry> old = records.read(uid);
        WiringRecords.Entry entry = old.isPresent() ? old.get() : begin(vmi, pod, process);
        WiringPlan plan = WiringPlan.of(vmi, entry.facts());
        if (!entry.wired()) {
            run(plan, entry);
            entry = entry.asWired();
            records.write(uid, entry);
        }
        served.put(uid, new Served(entry, serve(plan, entry)));
        return plan;
    }

    @Override
    public void release(String podUid) {
        try {
            Served known = served.remove(podUid);
            if (known != null) {
                known.servers().forEach(PodWiring::end);
            }
            Optional<WiringRecords.Entry> entry = records.read(podUid);
            if (entry.isPresent()) {
                entry.get().attachments().reversed().forEach(secondary::detach);
                records.delete(podUid);
            }
        } catch (IOException e) {
            LOG.warn("Pod {}: its network could not be forgotten: {}", podUid, e.getMessage());
        }
    }

    /** Releases what was done for Pods that ended while no node-agent ran. */
    public void releaseAllBut(Set<String> podUids) throws IOException {
        records.podUids().stream().filter(uid -> !podUids.contains(uid)).forEach(this::release);
    }

    /** Attaches, looks, and writes down what it saw before anything else is changed. */
    private WiringRecords.Entry begin(VirtualMachineInstance vmi, Pod pod, LauncherProcess process) throws IOException {
        String uid = pod.getMetadata().getUid();
        Optional<Netns> namespace = PodNamespace.of(process, uid, sharedFileSystem);
        List<Attachment> attachments = namespace.isPresent() ? secondary.attach(pod, namespace.get()) : List.of();
        var facts = new PodNetworkFacts(
                namespace.isPresent(),
                addresses(pod),
                namespace.isPresent() ? PodLinks.of(namespace.get()) : List.of(),
                devices(vmi, pod),
                HostFiles.dns(sharedFileSystem ? Optional.empty() : PodNamespace.onNode(process, uid, false)),
                process.uid(),
                sharedFileSystem
                        ? HostFiles.mayOpen(Path.of("/dev/vhost-net"), process.uid())
                        : hasDevice(pod, "devices.kubevirt.io/vhost-net"),
                HostFiles.lowestPort());
        var entry = new WiringRecords.Entry(
                namespace.map(found -> found.path().toString()).orElse(""), facts, attachments, false);
        records.write(uid, entry);
        return entry;
    }

    /** A container sees the devices that a device plugin gave it, and no others. */
    private static boolean hasDevice(Pod pod, String resource) {
        return pod.getSpec().getContainers().stream()
                .map(container -> container.getResources())
                .filter(Objects::nonNull)
                .map(resources -> resources.getLimits())
                .filter(Objects::nonNull)
                .anyMatch(limits -> limits.containsKey(resource));
    }

    /** Runs the commands; what an earlier try left is removed first. */
    private static void run(WiringPlan plan, WiringRecords.Entry entry) throws IOException {
        for (WiredInterface nic : plan.interfaces()) {
            if (nic.ipCommands().isEmpty()) {
                continue;
            }
            var namespace = new Netns(Path.of(entry.namespace()));
            for (String device : nic.devices()) {
                namespace.run(List.of("ip", "link", "delete", device), "");
            }
            namespace.ip(nic.ipCommands());
            namespace.sysctl(nic.sysctls());
            namespace.nft(nic.nftRules());
        }
    }

    private List<AutoCloseable> serve(WiringPlan plan, WiringRecords.Entry entry) throws IOException {
        var servers = new ArrayList<AutoCloseable>();
        try {
            for (WiredInterface nic : plan.interfaces()) {
                Optional<DhcpLease> lease = nic.lease();
                if (lease.isPresent()) {
                    servers.add(DhcpServers.open(datagrams, new Netns(Path.of(entry.namespace())), lease.get()));
                }
            }
        } catch (IOException e) {
            servers.forEach(PodWiring::end);
            throw e;
        }
        return List.copyOf(servers);
    }

    private static void end(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            LOG.warn("a DHCP server did not end: {}", e.getMessage());
        }
    }

    /** The device of each secondary network of the instance: by the definition it names, as the status says. */
    private static Map<String, String> devices(VirtualMachineInstance vmi, Pod pod) throws IOException {
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        List<NetworkSelection> selections = NetworkSelection.parse(
                annotations.getOrDefault(NetworkSelection.ANNOTATION, ""),
                pod.getMetadata().getNamespace());
        List<Network> networks = Stream.ofNullable(vmi.getSpec().networks())
                .flatMap(List::stream)
                .filter(network -> network.multus() != null)
                .filter(network -> !Boolean.TRUE.equals(
                        Objects.requireNonNull(network.multus()).default_()))
                .toList();
        var devices = new HashMap<String, String>();
        // The Pod's list was made of the instance's, so both have the same order.
        for (int i = 0; i < Math.min(selections.size(), networks.size()); i++) {
            String name = networks.get(i).name();
            if (name != null) {
                devices.put(name, selections.get(i).device());
            }
        }
        return devices;
    }

    private static List<String> addresses(Pod pod) {
        return Stream.ofNullable(pod.getStatus())
                .flatMap(status -> Stream.ofNullable(status.getPodIPs()))
                .flatMap(List::stream)
                .map(PodIP::getIp)
                .toList();
    }

    @Override
    public void close() throws IOException {
        served.values().forEach(known -> known.servers().forEach(PodWiring::end));
        datagrams.close();
    }
}
