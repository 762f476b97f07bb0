package dev.slipway.operator.vmi;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The addresses of guests on virtio-vsock, each of which one guest of the cluster has: guests move between nodes. */
final class ContextIds {
    /** 0 to 2 are the hypervisor, the local and the host itself (vsock(7)). */
    private static final long FIRST = 3;

    /** What was given and may not be in an instance that is known here yet, by the instance's uid. */
    private final Map<String, Long> given = new HashMap<>();

    /**
     * Returns the address of an instance that has none yet.
     *
     * @param known all instances, as far as they are known here
     */
    synchronized long of(String uid, List<VirtualMachineInstance> known) {
        Map<String, Long> taken = known.stream()
                .filter(instance -> address(instance).isPresent())
                .collect(Collectors.toMap(
                        instance -> instance.getMetadata().getUid(),
                        instance -> address(instance).get()));
        Set<String> there =
                known.stream().map(instance -> instance.getMetadata().getUid()).collect(Collectors.toSet());
        given.keySet().removeIf(other -> taken.containsKey(other) || !there.contains(other) && !other.equals(uid));
        Long before = given.get(uid);
        if (before != null) {
            return before;
        }
        long free = LongStream.iterate(FIRST, address -> address + 1)
                .filter(address -> !taken.containsValue(address) && !given.containsValue(address))
                .findFirst()
                .orElseThrow();
        given.put(uid, free);
        return free;
    }

    private static Optional<Long> address(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus()).map(VirtualMachineInstanceStatus::VSOCKCID);
    }
}
