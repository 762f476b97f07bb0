package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.LaunchSecurity;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.Probe;
import dev.slipway.api.kubevirt.ReservedOverhead;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.given.VirtualCpus;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The memory that a virtual machine needs beside its guest's memory. The shape of the formula is KubeVirt's
 * ({@code pkg/hypervisor/kvm/hypervisorbackend.go}), the amounts are parameters.
 *
 * @param fixed bytes of the launcher and of QEMU itself
 * @param perCpu bytes for each virtual processor
 * @param ioThread bytes for QEMU's thread of disks
 * @param graphics bytes for a screen
 * @param emulation bytes for translated code, if the guest runs without KVM
 * @param probing bytes for the program in the Pod that asks the guest's agent, and a tenth of it for each probe that does
 * @param ratio factor on the sum, from {@code additionalGuestMemoryOverheadRatio}; at least 1
 */
public record MemoryOverhead(
        long fixed, long perCpu, long ioThread, long graphics, long emulation, long probing, double ratio) {
    /** KubeVirt v1.9.0: 220 MiB for its five processes. */
    public static final MemoryOverhead KUBEVIRT = new MemoryOverhead(
            220 * Bytes.MEBIBYTE,
            8 * Bytes.MEBIBYTE,
            8 * Bytes.MEBIBYTE,
            32 * Bytes.MEBIBYTE,
            0,
            100 * Bytes.MEBIBYTE,
            1);

    /**
     * Slipway: launcher 45 MiB and QEMU 60 MiB resident with an idle guest, and 48 MiB of translated code after the
     * boot of a Linux guest without KVM, all measured with QEMU 7.2. The node-agent asks guests, so probes cost nothing.
     */
    public static final MemoryOverhead MEASURED = new MemoryOverhead(
            105 * Bytes.MEBIBYTE,
            8 * Bytes.MEBIBYTE,
            8 * Bytes.MEBIBYTE,
            32 * Bytes.MEBIBYTE,
            48 * Bytes.MEBIBYTE,
            0,
            1);

    private static final long PAGE_TABLE_FRACTION = 512;
    private static final long ARM64 = 128 * Bytes.MEBIBYTE;
    private static final long PASSTHROUGH = Bytes.GIBIBYTE;
    private static final long DOWNWARD_METRICS = Bytes.MEBIBYTE;
    private static final long ENCRYPTED_MEMORY = 256 * Bytes.MEBIBYTE;
    private static final long TPM = 53 * Bytes.MEBIBYTE;
    private static final long GUARANTEED = 100 * Bytes.MEBIBYTE;

    public MemoryOverhead {
        if (ratio < 1) {
            throw new IllegalArgumentException("ratio of the memory overhead is " + ratio + ", it must be 1 or more");
        }
    }

    /** Returns this overhead with another factor. */
    public MemoryOverhead withRatio(double factor) {
        return new MemoryOverhead(fixed, perCpu, ioThread, graphics, emulation, probing, factor);
    }

    /** Returns the bytes that an instance needs beside its guest's memory. */
    public long bytes(VirtualMachineInstanceSpec spec, boolean emulated) {
        long sum = fixed
                + perCpu * VirtualCpus.of(spec).count()
                + ioThread
                + graphics(spec)
                + (emulated ? emulation : 0)
                + pageTables(spec)
                + probing(spec)
                + devices(spec)
                + reserved(spec);
        // KubeVirt multiplies whole kilobytes; clients compare the annotation, so the rounding is the same.
        long kilobytes = Math.ceilDiv(sum, 1000L);
        long added = (long) (kilobytes * (ratio - 1));
        return sum + added * 1000L;
    }

    private long graphics(VirtualMachineInstanceSpec spec) {
        return Boolean.FALSE.equals(Instance.devices(spec)
                        .map(Devices::autoattachGraphicsDevice)
                        .orElse(null))
                ? 0
                : graphics;
    }

    private static long pageTables(VirtualMachineInstanceSpec spec) {
        // KubeVirt counts in whole kilobytes.
        long kilobytes =
                Math.ceilDiv(Instance.request(spec, "memory").map(Bytes::of).orElse(0L), 1000L);
        return Math.multiplyExact(kilobytes, 1000L) / PAGE_TABLE_FRACTION;
    }

    private long probing(VirtualMachineInstanceSpec spec) {
        long asking = Stream.of(Optional.ofNullable(spec.livenessProbe()), Optional.ofNullable(spec.readinessProbe()))
                .filter(probe -> probe.map(Probe::exec).isPresent())
                .count();
        return asking == 0 ? 0 : probing + asking * (probing / 10);
    }

    private static long devices(VirtualMachineInstanceSpec spec) {
        long sum = "arm64".equals(spec.architecture()) ? ARM64 : 0;
        sum += Instance.usesPassthrough(spec) ? PASSTHROUGH : 0;
        sum += Instance.volumes(spec).stream().anyMatch(MemoryOverhead::isDownwardMetrics) ? DOWNWARD_METRICS : 0;
        sum += Instance.devices(spec)
                        .map(Devices::tpm)
                        .filter(tpm -> !Boolean.FALSE.equals(tpm.enabled()))
                        .isPresent()
                ? TPM
                : 0;
        sum += Instance.domain(spec)
                                .map(DomainSpec::launchSecurity)
                                .map(LaunchSecurity::sev)
                                .isPresent()
                        || Instance.domain(spec)
                                .map(DomainSpec::launchSecurity)
                                .map(LaunchSecurity::snp)
                                .isPresent()
                ? ENCRYPTED_MEMORY
                : 0;
        sum += Instance.isGuaranteed(spec) ? GUARANTEED : 0;
        return sum;
    }

    private static boolean isDownwardMetrics(Volume volume) {
        return volume.downwardMetrics() != null;
    }

    private static long reserved(VirtualMachineInstanceSpec spec) {
        return Instance.domain(spec)
                .map(DomainSpec::memory)
                .map(Memory::reservedOverhead)
                .map(ReservedOverhead::addedOverhead)
                .map(Bytes::of)
                .orElse(0L);
    }
}
