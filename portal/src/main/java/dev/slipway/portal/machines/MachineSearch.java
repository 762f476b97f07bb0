package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Findable;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** Finds machines by name, and then by everything else that the list shows of them. */
@Singleton
class MachineSearch implements Findable {
    private final MachineIndex index;
    private final Rights rights;

    MachineSearch(MachineIndex index, Rights rights) {
        this.index = index;
        this.rights = rights;
    }

    @Override
    public List<Found> find(Visit visit, String words, int limit) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        return index.ordered(MachineOrder.BY_NAME).stream()
                .filter(row ->
                        row.words().contains(words) && visible.in(row.key().namespace()))
                .sorted(Comparator.comparingInt(row -> rank(row.key().name(), words)))
                .limit(limit)
                .map(row -> new Found(
                        row.os().icon(),
                        row.key().name(),
                        row.state().word().word() + " in " + row.key().namespace(),
                        row.path()))
                .toList();
    }

    private static int rank(String name, String words) {
        if (name.equals(words)) {
            return 0;
        }
        if (name.startsWith(words)) {
            return 1;
        }
        return name.contains(words) ? 2 : 3;
    }
}
