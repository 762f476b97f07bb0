package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The machines, as other packages need them. */
@Singleton
public class KnownMachines {
    private final MachineIndex index;
    private final Rights rights;

    KnownMachines(MachineIndex index, Rights rights) {
        this.index = index;
        this.rights = rights;
    }

    /** Returns the machines that a visitor may see, by name; {@code project} limits them unless it is empty. */
    public List<MachineRow> visible(Visit visit, String project) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        return index.ordered(MachineOrder.BY_NAME).stream()
                .filter(row -> visible.in(row.key().namespace()))
                .filter(row -> project.isEmpty() || project.equals(row.key().namespace()))
                .toList();
    }

    /** Returns a number that grows with every change of a machine. */
    public long version() {
        return index.version();
    }

    /** Returns whether there is a machine of this name. */
    public boolean taken(ObjectKey machine) {
        return index.find(machine).isPresent();
    }

    /** Returns the machines that use a claim, and instances without a machine that do. */
    public Set<ObjectKey> using(ObjectKey claim) {
        return index.users(claim);
    }

    /** Returns the machines that use claims, and instances without a machine that do, by claim. */
    public Map<ObjectKey, Set<ObjectKey>> users() {
        return index.users();
    }

    /** Returns whether no machine and no instance uses a claim. */
    public boolean unused(ObjectKey claim) {
        return index.users(claim).isEmpty();
    }
}
