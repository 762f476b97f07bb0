package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.GPU;
import dev.slipway.api.kubevirt.HostDevice;
import dev.slipway.api.kubevirt.Hugepages;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.given.VirtualCpus;
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
    private static final long MILLI = 1000;

    private final VirtualMachineInstanceSpec spec;
    private final boolean evenProcessors;
    private final PodFacts facts;
    private final Map<String, Quantity> requests = new TreeMap<>();
    private final Map<String, Quantity> limits = new TreeMap<>();

    private LauncherResources(VirtualMachineInstance instance, PodFacts facts) {
        this.spec = instance.getSpec();
        this.evenProcessors = Optional.ofNullable(instance.getMetadata().getAnnotations())
                .orElse(Map.of())
                .containsKey("alpha.kubevirt.io/EmulatorThreadCompleteToEvenParity");
        this.facts = facts;
    }

    static io.fabric8.kubernetes.api.model.ResourceRequirements of(VirtualMachineInstance instance, PodFacts facts) {
        LauncherResources resources = new LauncherResources(instance, facts);
        resources.processors();
        resources.memory();
        resources.storage();
        resources.devices();
        return new ResourceRequirementsBuilder()
                .withRequests(resources.requests)
                .withLimits(resources.limits.isEmpty() ? null : resources.limits)
                .withClaims(ResourceClaims.ofContainer(resources.spec, facts))
                .build();
    }

    private void processors() {
        long count = VirtualCpus.of(spec).count() + Instance.ioThreads(spec);
        Optional<Quantity> limit = Instance.limit(spec, CPU_RESOURCE);
        if (Instance.hasDedicatedCpus(spec)) {
            Quantity whole = new Quantity(Long.toString(count + emulatorThreads(count)));
            requests.put(CPU_RESOURCE, whole);
            limits.put(CPU_RESOURCE, whole);
            return;
        }
        requests.put(CPU_RESOURCE, Instance.request(spec, CPU_RESOURCE).orElseGet(() -> share(count)));
        limit.ifPresent(value -> limits.put(CPU_RESOURCE, value));
        if (facts.cpuLimit()) {
            limits.putIfAbsent(CPU_RESOURCE, new Quantity(Long.toString(count)));
        }
    }

    /** A processor for QEMU's own thread; a second one where the instance wants whole cores of two threads. */
    private long emulatorThreads(long count) {
        if (!Instance.cpu(spec).map(CPU::isolateEmulatorThread).orElse(false)) {
            return 0;
        }
        boolean pool = Instance.domain(spec)
                .map(DomainSpec::ioThreadsPolicy)
                .filter("supplementalPool"::equals)
                .isPresent();
        // KubeVirt counts the pool's threads twice here.
        long counted = count + (pool ? Instance.ioThreads(spec) : 0);
        return evenProcessors && counted % 2 == 0 ? 2 : 1;
    }

    /** The API server rounds up to thousandths of a processor. */
    private Quantity share(long count) {
        long milli = Math.ceilDiv(Math.multiplyExact(count, MILLI), (long) facts.cpuAllocationRatio());
        return milli % MILLI == 0 ? new Quantity(Long.toString(milli / MILLI)) : new Quantity(milli + "", "m");
    }

    /** Source: KubeVirt v1.9.0, {@code renderresources.go}, in the order of its rules. */
    private void memory() {
        long overhead = facts.overheadBytes(spec);
        long wanted = wantedMemory();
        Optional<Long> limit = Instance.hasDedicatedCpus(spec)
                ? Optional.of(wanted)
                : Instance.limit(spec, MEMORY).map(Bytes::of);
        Optional<String> pageSize = hugepageSize();
        if (pageSize.isPresent()) {
            // What is asked for beyond the guest's own memory need not be huge pages.
            long pages =
                    guest().filter(guest -> overcommits() || guest < wanted).orElse(wanted);
            Quantity huge = Bytes.quantity(pages);
            requests.put("hugepages-" + pageSize.get(), huge);
            limits.put("hugepages-" + pageSize.get(), huge);
            requests.put(MEMORY, Bytes.quantity(beyondGuest(wanted) + overhead));
            limit.ifPresent(value -> limits.put(MEMORY, Bytes.quantity(beyondGuest(value) + overhead)));
        } else {
            boolean hidden = Instance.domain(spec)
                    .map(DomainSpec::resources)
                    .map(ResourceRequirements::overcommitGuestOverhead)
                    .orElse(false);
            requests.put(MEMORY, Bytes.quantity(wanted + (hidden ? 0 : overhead)));
            limit.ifPresent(value -> limits.put(MEMORY, Bytes.quantity(value + overhead)));
        }
        if (Instance.limit(spec, MEMORY).isEmpty() && facts.memoryLimit().isPresent()) {
            double factor = facts.memoryLimit().getAsDouble();
            limits.putIfAbsent(MEMORY, Bytes.quantity((long) (Bytes.of(requests.get(MEMORY)) * factor)));
        }
    }

    /** The request as it is given, else the limit, else what is left of the guest's memory after overcommitment. */
    private long wantedMemory() {
        Optional<Quantity> request = Instance.request(spec, MEMORY);
        Optional<Quantity> limit = Instance.limit(spec, MEMORY)
                .filter(given -> given.getNumericalAmount().signum() > 0);
        boolean asked = Instance.amount(request).signum() > 0;
        return (asked ? request : limit.or(() -> request))
                .map(Bytes::of)
                .orElseGet(() ->
                        overcommitted(guest().or(() -> hugepageSize().map(size -> Bytes.of(new Quantity(size))))
                                .orElse(0L)));
    }

    private boolean overcommits() {
        return Instance.request(spec, MEMORY).isEmpty()
                && Instance.limit(spec, MEMORY).isEmpty();
    }

    private long beyondGuest(long amount) {
        return guest().map(guest -> Math.max(0, amount - guest)).orElse(0L);
    }

    private Optional<Long> guest() {
        return Instance.domain(spec).map(DomainSpec::memory).map(Memory::guest).map(Bytes::of);
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
            offered("kvm");
        }
        if (usesTap()) {
            offered("tun");
        }
        if (!facts.emulation() && usesVirtioNetwork()) {
            offered("vhost-net");
        }
        if (Instance.devices(spec).map(Devices::autoattachVSOCK).orElse(false)) {
            needed("vhost-vsock");
        }
        passedThrough().forEach(this::addOne);
        Instance.launchSecurity(spec).ifPresent(security -> {
            if (security.sev() != null || security.snp() != null) {
                needed("sev");
            }
            if (security.tdx() != null) {
                needed("tdx");
            }
        });
        if (!Instance.reservedDisks(spec).isEmpty()) {
            offered("pr-helper");
        }
        if (facts.isOn("IOMMUFD")) {
            offered("iommufd");
        }
    }

    /** What a guest can do without, or finds on its node by itself, it asks for only if some node has it. */
    private void offered(String device) {
        if (facts.offers(device)) {
            addOne(DEVICE_PREFIX + device);
        }
    }

    /** Without these there is no guest: it waits for a node that has them. */
    private void needed(String device) {
        if (facts.offersDevices()) {
            addOne(DEVICE_PREFIX + device);
        }
    }

    private void addOne(@Nullable String resource) {
        if (resource != null && !resource.isEmpty()) {
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
        return Stream.<@Nullable String>concat(
                gpus.stream()
                        .filter(gpu -> gpu.claimName() == null && gpu.requestName() == null)
                        .map(GPU::deviceName),
                others.stream()
                        .filter(device -> device.claimName() == null && device.requestName() == null)
                        .map(HostDevice::deviceName));
    }

    /** Source: KubeVirt v1.9.0, {@code RequiresTunDevice}: an instance that nobody has completed yet gets an interface. */
    private boolean usesTap() {
        return !Instance.interfaces(spec).isEmpty()
                || Instance.devices(spec).map(Devices::autoattachPodInterface).orElse(true);
    }

    private boolean usesVirtioNetwork() {
        return Instance.interfaces(spec).stream()
                .anyMatch(nic -> Given.isBlank(nic.model()) || "virtio".equals(nic.model()));
    }
}
