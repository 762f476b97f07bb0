package dev.slipway.portal.machines;

import dev.slipway.portal.cluster.ObjectKey;
import jakarta.inject.Singleton;

/** Which names and disks machines have taken. */
@Singleton
public class MachineNames {
    private final MachineIndex index;

    MachineNames(MachineIndex index) {
        this.index = index;
    }

    /** Returns whether there is a machine of this name. */
    public boolean taken(ObjectKey machine) {
        return index.find(machine).isPresent();
    }

    /** Returns whether no machine uses a claim. */
    public boolean unused(ObjectKey claim) {
        return index.users(claim).isEmpty();
    }
}
