package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

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

    /** Returns the machines that use a claim, by name. */
    public List<ObjectKey> using(ObjectKey claim) {
        return index.users(claim).stream()
                .sorted(Comparator.comparing(ObjectKey::name))
                .toList();
    }

    /** Returns whether no machine uses a claim. */
    public boolean unused(ObjectKey claim) {
        return index.users(claim).isEmpty();
    }
}
