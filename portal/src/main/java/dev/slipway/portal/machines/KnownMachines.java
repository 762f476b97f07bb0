package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.cluster.References;
import dev.slipway.portal.lists.Recent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The machines, as other packages need them. */
@Singleton
public class KnownMachines {
    private static final int MOST_REMEMBERED = 64;

    private final MachineIndex index;
    private final Rights rights;
    private final Recent<Wanted, Known> known = new Recent<>(MOST_REMEMBERED);

    private record Wanted(Visible visible, String project) {}

    private record Known(long version, List<MachineRow> rows) {}

    KnownMachines(MachineIndex index, Rights rights) {
        this.index = index;
        this.rights = rights;
    }

    /** Returns the machines that a visitor may see, by name; {@code project} limits them unless it is empty. The same list until one changes. */
    public List<MachineRow> visible(Visit visit, String project) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        Wanted wanted = new Wanted(visible, project);
        MachineIndex.Ordered all = index.inOrder(MachineOrder.BY_NAME);
        Known last = known.find(wanted)
                .filter(found -> found.version == all.version())
                .orElse(null);
        if (last == null) {
            last = new Known(
                    all.version(),
                    all.rows().stream()
                            .filter(row -> visible.in(row.key().namespace()))
                            .filter(row -> project.isEmpty()
                                    || project.equals(row.key().namespace()))
                            .toList());
            known.put(wanted, last);
        }
        return last.rows;
    }

    /** Returns the row of a machine. */
    public Optional<MachineRow> find(ObjectKey machine) {
        return index.find(machine);
    }

    /** Returns the keys of all machines, in no order. */
    public Set<ObjectKey> keys() {
        return index.keys();
    }

    /** Calls {@code listener} with the key of each machine whose row comes, changes or goes. */
    public void listen(Consumer<ObjectKey> listener) {
        index.listen(listener);
    }

    /** Returns whether there is a machine of this name. */
    public boolean taken(ObjectKey machine) {
        return index.find(machine).isPresent();
    }

    /** Returns which machines, and instances without a machine, use which claims. */
    public References claims() {
        return index.claims();
    }

    /** Returns whether no machine and no instance uses a claim. */
    public boolean unused(ObjectKey claim) {
        return index.claims().to(claim).isEmpty();
    }
}
