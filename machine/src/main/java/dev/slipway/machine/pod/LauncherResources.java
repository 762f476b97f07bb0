package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.GPU;
import dev.slipway.api.kubevirt.HostDevice;
import dev.slipway.api.kubevirt.Hugepages;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.LaunchSecurity;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the launcher Pod asks of a node: processors, memory, storage and devices. */
final class LauncherResources {
    private static final String CPU_RESOURCE = "cpu";
    private static final String MEMORY = "memory";
    private static final String EPHEMERAL_STORAGE = "ephemeral-storage";
    private static final String DEVICE_PREFIX = "devices.kubevirt.io/";
    // KubeVirt adds 50 MB for logs and the like to whatever the instance asks for.
    private static final long EPHEMERAL_OVERHEAD = 50_000_000;
    private static final int MILLI = 1000;

    private final VirtualMachineInstanceSpec spec;
    private final PodFacts facts;
    private final Map<String, Quantity> requests = new TreeMap<>();
    private final Map<String, Quantity> limits = new TreeMap<>();

    private LauncherResources(VirtualMachineInstanceSpec spec, PodFacts facts) {
        this.spec = spec;
        this.facts = facts;
    }

    static io.fabric8.kubernetes.api.model.ResourceRequirements of(VirtualMachineInstanceSpec spec, PodFacts facts) {
        LauncherResources resources = new LauncherResources(spec, facts);
        resources.processors();
        resources.memory();
        resources.storage();
        resources.devices();
        return new ResourceRequirementsBuilder()
                .withRequests(resources.requests)
                .withLimits(resources.limits.isEmpty() ? null : resources.limits)
                .build();
    }

    private void processors() {
        long count = VirtualCpus.of(spec).count();
        Optional<Quantity> request = Instance.request(spec, CPU_RESOURCE);
        Optional<Quantity> limit = Instance.limit(spec, CPU_RESOURCE);
        if (Instance.hasDedicatedCpus(spec)) {
            boolean isolated =
                    Instance.cpu(spec).map(CPU::isolateEmulatorThread).orElse(false);
            Quantity whole = new Quantity(Long.toString(count + (isolated ? 1 : 0)));
            requests.put(CPU_RESOURCE, whole);
            limits.put(CPU_RESOURCE, whole);
            return;
        }
        requests.put(CPU_RESOURCE, request.orElseGet(() -> milliCpus(count * MILLI / facts.cpuAllocationRatio())));
        limit.ifPresent(value -> limits.put(CPU_RESOURCE, value));
        if (facts.cpuLimit()) {
            limits.putIfAbsent(CPU_RESOURCE, new Quantity(Long.toString(count)));
        }
    }

    private static Quantity milliCpus(long milli) {
        return milli % MILLI == 0 ? new Quantity(Long.toString(milli / MILLI)) : new Quantity(milli + "", "m");
    }

    private void memory() {
        long overhead = facts.overhead().bytes(spec, facts.emulation());
        boolean hidden = Instance.domain(spec)
                .map(DomainSpec::resources)
                .map(ResourceRequirements::overcommitGuestOverhead)
                .orElse(false);
        Optional<String> pageSize = hugepageSize();
        long guest = guestMemory();
        long request = pageSize.isPresent()
                ? 0
                : Instance.request(spec, MEMORY).map(Bytes::of).orElseGet(() -> overcommitted(guest));
        requests.put(MEMORY, Bytes.quantity(request + (hidden ? 0 : overhead)));
        pageSize.ifPresent(size -> {
            requests.put("hugepages-" + size, Bytes.quantity(guest));
            limits.put("hugepages-" + size, Bytes.quantity(guest));
        });
        Instance.limit(spec, MEMORY)
                .ifPresent(limit ->
                        limits.put(MEMORY, Bytes.quantity((pageSize.isPresent() ? 0 : Bytes.of(limit)) + overhead)));
        if (Instance.hasDedicatedCpus(spec)) {
            limits.putIfAbsent(MEMORY, requests.get(MEMORY));
        }
    }

    private long guestMemory() {
        return Instance.domain(spec)
                .map(DomainSpec::memory)
                .map(Memory::guest)
                .or(() -> Instance.request(spec, MEMORY))
                .or(() -> Instance.limit(spec, MEMORY))
                .map(Bytes::of)
                .orElse(0L);
    }

    private long overcommitted(long guest) {
        return BigDecimal.valueOf(guest)
                .multiply(BigDecimal.valueOf(100))
                .divideToIntegralValue(BigDecimal.valueOf(facts.memoryOvercommit()))
                .longValueExact();
    }

    private Optional<String> hugepageSize() {
        return Instance.domain(spec)
                .map(DomainSpec::memory)
                .map(Memory::hugepages)
                .map(Hugepages::pageSize);
    }

    private void storage() {
        long request = Instance.request(spec, EPHEMERAL_STORAGE).map(Bytes::of).orElse(0L);
        requests.put(
                EPHEMERAL_STORAGE,
                request == 0 ? new Quantity("50", "M") : Bytes.quantity(request + EPHEMERAL_OVERHEAD));
        Instance.limit(spec, EPHEMERAL_STORAGE)
                .ifPresent(
                        limit -> limits.put(EPHEMERAL_STORAGE, Bytes.quantity(Bytes.of(limit) + EPHEMERAL_OVERHEAD)));
    }

    private void devices() {
        if (!facts.emulation()) {
            own("kvm");
        }
        if (usesTap()) {
            own("tun");
        }
        if (!facts.emulation() && usesVirtioNetwork()) {
            own("vhost-net");
        }
        if (Instance.domain(spec)
                .map(DomainSpec::launchSecurity)
                .map(LaunchSecurity::sev)
                .isPresent()) {
            own("sev");
        }
        passedThrough().forEach(this::addOne);
    }

    private void own(String device) {
        if (facts.offers(device)) {
            addOne(DEVICE_PREFIX + device);
        }
    }

    private void addOne(@Nullable String resource) {
        if (resource != null) {
            Quantity count = Optional.ofNullable(requests.get(resource))
                    .orElse(new Quantity("0"))
                    .add(new Quantity("1"));
            requests.put(resource, count);
            limits.put(resource, count);
        }
    }

    private Stream<@Nullable String> passedThrough() {
        List<GPU> gpus = Instance.devices(spec).map(Devices::gpus).orElse(List.of());
        List<HostDevice> others =
                Instance.devices(spec).map(Devices::hostDevices).orElse(List.of());
        return Stream.concat(gpus.stream().map(GPU::deviceName), others.stream().map(HostDevice::deviceName));
    }

    private boolean usesTap() {
        return Instance.interfaces(spec).stream().anyMatch(nic -> nic.sriov() == null);
    }

    private boolean usesVirtioNetwork() {
        return Instance.interfaces(spec).stream().anyMatch(LauncherResources::isVirtio);
    }

    private static boolean isVirtio(Interface nic) {
        return nic.sriov() == null && (nic.model() == null || "virtio".equals(nic.model()));
    }
}
