package dev.slipway.nodeagent.wiring;

import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.DhcpLease;
import dev.slipway.machine.network.PodLink;
import dev.slipway.machine.network.PodNetworkFacts;
import dev.slipway.machine.network.WiredInterface;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.network.WiringProblem;
import dev.slipway.machine.pod.LauncherNames;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires guests in the network namespaces of their Pods. */
public final class PodWiring implements PodNetworks, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodWiring.class);

    /** What is served for one Pod. */
    private record Served(WiringRecords.Entry entry, Map<String, AutoCloseable> servers) {}

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
        if (known == null && WiringPlan.interfaces(vmi).isEmpty()) {
            return new WiringPlan(List.of(), List.of());
        }
        if (known == null) {
            known = begun(vmi, pod, process);
        }
        List<String> missing = AttachedNics.missing(vmi, known.entry().facts());
        if (!missing.isEmpty()) {
            known = grown(vmi, pod, known);
        }
        return WiringPlan.of(
                AttachedNics.of(vmi, known.entry().facts()), known.entry().facts());
    }

    private Served begun(VirtualMachineInstance vmi, Pod pod, LauncherProcess process)
            throws WiringProblem.Refused, IOException {
        String uid = pod.getMetadata().getUid();
        Optional<WiringRecords.Entry> old = records.read(uid);
        WiringRecords.Entry entry = old.isPresent() ? old.get() : begin(vmi, pod, process);
        // What came later is looked after later; what is missing at the start is an error.
        WiringPlan plan = WiringPlan.of(entry.wired() ? AttachedNics.of(vmi, entry.facts()) : vmi, entry.facts());
        if (!entry.wired()) {
            // The record of a try that stopped half way tells what was there before it.
            run(
                    plan.interfaces(),
                    entry,
                    old.isPresent() ? present(entry) : entry.facts().links());
            entry = entry.asWired();
            records.write(uid, entry);
        }
        Served now = new Served(entry, serve(plan.interfaces(), entry));
        served.put(uid, now);
        return now;
    }

    private static List<PodLink> present(WiringRecords.Entry entry) throws IOException {
        return entry.namespace().isEmpty() ? List.of() : PodLinks.of(new Netns(Path.of(entry.namespace())));
    }

    /** Attaches and wires what was added to a running guest, as far as the Pod asks for it already. */
    private Served grown(VirtualMachineInstance vmi, Pod pod, Served known) throws WiringProblem.Refused, IOException {
        Optional<Pod> stored = secondary.stored(pod);
        if (stored.isEmpty()) {
            return known;
        }
        WiringRecords.Entry before = known.entry();
        var namespace = new Netns(Path.of(before.namespace()));
        List<Attachment> more = secondary.attach(stored.get(), namespace);
        Map<String, String> devices = devices(vmi, stored.get());
        var links = new ArrayList<>(before.facts().links());
        List<PodLink> present = PodLinks.of(namespace);
        present.stream()
                .filter(link -> devices.containsValue(link.name()))
                .filter(link -> before.facts().link(link.name()).isEmpty())
                .forEach(links::add);
        if (links.size() == before.facts().links().size()) {
            return known;
        }
        var facts = WiringRecords.changed(before.facts(), links, devices);
        var entry = new WiringRecords.Entry(
                before.namespace(),
                facts,
                Stream.concat(before.attachments().stream(), more.stream()).toList(),
                true);
        List<WiredInterface> added = WiringPlan.of(AttachedNics.of(vmi, facts), facts).interfaces().stream()
                .filter(nic -> nic.podInterface()
                        .filter(device -> before.facts().link(device).isEmpty())
                        .isPresent())
                .toList();
        run(added, entry, present);
        records.write(pod.getMetadata().getUid(), entry);
        var servers = new HashMap<>(known.servers());
        servers.putAll(serve(added, entry));
        Served now = new Served(entry, Map.copyOf(servers));
        served.put(pod.getMetadata().getUid(), now);
        return now;
    }

    @Override
    public void unwire(Pod pod, String interfaceName) throws IOException {
        String uid = pod.getMetadata().getUid();
        Served known = served.get(uid);
        String device =
                known == null ? null : known.entry().facts().attachments().get(interfaceName);
        if (known == null || device == null) {
            return;
        }
        var servers = new HashMap<>(known.servers());
        Optional.ofNullable(servers.remove(interfaceName)).ifPresent(PodWiring::end);
        WiringRecords.Entry before = known.entry();
        if (!before.namespace().isEmpty()) {
            new Netns(Path.of(before.namespace()))
                    .tryIp(AttachedNics.devicesOf(device).stream()
                            .map(PodWiring::deletion)
                            .toList());
        }
        before.attachments().stream()
                .filter(attachment -> attachment.device().equals(device))
                .forEach(attachment -> secondary.detach(pod, attachment));
        var attachments = new HashMap<>(before.facts().attachments());
        attachments.remove(interfaceName);
        var entry = new WiringRecords.Entry(
                before.namespace(),
                WiringRecords.changed(
                        before.facts(),
                        before.facts().links().stream()
                                .filter(link -> !link.name().equals(device))
                                .toList(),
                        attachments),
                before.attachments().stream()
                        .filter(attachment -> !attachment.device().equals(device))
                        .toList(),
                true);
        records.write(uid, entry);
        served.put(uid, new Served(entry, Map.copyOf(servers)));
    }

    @Override
    public void release(String podUid) {
        try {
            Served known = served.remove(podUid);
            if (known != null) {
                known.servers().values().forEach(PodWiring::end);
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

    /**
     * Runs the commands of all interfaces in one go; what an earlier try left is removed first.
     *
     * @param present the devices that are there
     */
    private static void run(List<WiredInterface> nics, WiringRecords.Entry entry, List<PodLink> present)
            throws IOException {
        if (nics.stream().allMatch(nic -> nic.ipCommands().isEmpty())) {
            return;
        }
        Set<String> there = present.stream().map(PodLink::name).collect(Collectors.toSet());
        var namespace = new Netns(Path.of(entry.namespace()));
        namespace.ipBesideNft(
                nics.stream().flatMap(nic -> commands(nic, there)).toList(),
                nics.stream().map(WiredInterface::nftRules).collect(Collectors.joining()));
        var settings = new HashMap<String, String>();
        nics.forEach(nic -> settings.putAll(nic.sysctls()));
        namespace.sysctl(settings);
    }

    private static Stream<String> commands(WiredInterface nic, Set<String> there) {
        return Stream.concat(
                nic.devices().stream().filter(there::contains).map(PodWiring::deletion), nic.ipCommands().stream());
    }

    private static String deletion(String device) {
        return "link delete dev " + device;
    }

    private Map<String, AutoCloseable> serve(List<WiredInterface> nics, WiringRecords.Entry entry) throws IOException {
        var servers = new HashMap<String, AutoCloseable>();
        try {
            for (WiredInterface nic : nics) {
                Optional<DhcpLease> lease = nic.lease();
                if (lease.isPresent()) {
                    servers.put(
                            nic.nic().name(),
                            DhcpServers.open(datagrams, new Netns(Path.of(entry.namespace())), lease.get()));
                }
            }
        } catch (IOException e) {
            servers.values().forEach(PodWiring::end);
            throw e;
        }
        return Map.copyOf(servers);
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
        for (int i = 0; i < networks.size(); i++) {
            String name = networks.get(i).name();
            String own = LauncherNames.podInterface(String.valueOf(name));
            boolean named =
                    selections.stream().anyMatch(selection -> selection.device().equals(own));
            // The Pod's list was made of the instance's, so both have the same order where it names no devices.
            if (name != null && (named || i < selections.size() && selections.size() == networks.size())) {
                devices.put(name, named ? own : selections.get(i).device());
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
        served.values().forEach(known -> known.servers().values().forEach(PodWiring::end));
        datagrams.close();
    }
}
