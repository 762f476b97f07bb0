package dev.slipway.portal.tasks;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which tasks somebody may see: his own, and those about things that he may list. */
@Singleton
class VisibleTasks {
    /** What one must be allowed to list, by the kind of the object; a drain tells the names of machines. */
    private static final Map<String, List<Ask>> LISTS = Map.of(
            "DataSource", List.of(Ask.LIST_IMAGES),
            "PersistentVolumeClaim", List.of(Ask.LIST_CLAIMS),
            "NetworkAttachmentDefinition", List.of(Ask.LIST_NETWORKS),
            "VirtualMachineExport", List.of(Ask.LIST_EXPORTS),
            "StorageClass", List.of(Ask.LIST_STORAGE_CLASSES),
            "Node", List.of(Ask.LIST_NODES, Ask.LIST_MACHINES));

    private final Rights rights;

    VisibleTasks(Rights rights) {
        this.rights = rights;
    }

    /** Returns whether a visitor may see a task; good for one look at many. */
    Predicate<Task> of(Visit visit) {
        Map<Ask, Visible> known = new HashMap<>();
        return task -> task.actor().equals(visit.identity().user())
                || LISTS.getOrDefault(task.kind(), List.of(Ask.LIST_MACHINES)).stream()
                        .allMatch(ask -> known.computeIfAbsent(ask, wanted -> rights.visible(visit.identity(), wanted))
                                .in(task.object().namespace()));
    }
}
