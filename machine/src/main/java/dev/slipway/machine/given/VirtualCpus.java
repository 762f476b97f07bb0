package dev.slipway.machine.given;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The processors of a guest by their topology.
 *
 * @param sockets sockets
 * @param cores cores of a socket
 * @param threads threads of a core
 */
public record VirtualCpus(long sockets, long cores, long threads) {
    /** Returns the topology of an instance; what is not said is one. */
    public static VirtualCpus of(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.domain())
                .map(DomainSpec::cpu)
                .map(cpu -> new VirtualCpus(oneIfUnset(cpu.sockets()), cores(cpu), oneIfUnset(cpu.threads())))
                .orElse(new VirtualCpus(1, 1, 1));
    }

    /** Returns the number of processors that the guest sees. */
    public long count() {
        return sockets * cores * threads;
    }

    private static long cores(CPU cpu) {
        return oneIfUnset(cpu.cores());
    }

    private static long oneIfUnset(@Nullable Long value) {
        return value == null || value == 0 ? 1 : value;
    }
}
