package dev.slipway.portal.storage;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The storage classes that forms offer: to those who may list them, and to those who may make disks somewhere, as they must name one. */
@Singleton
public class OfferedClasses {
    private final ClusterMirror mirror;
    private final Rights rights;

    OfferedClasses(ClusterMirror mirror, Rights rights) {
        this.mirror = mirror;
        this.rights = rights;
    }

    /** Returns their names, sorted. */
    public List<String> names(Visit visit) {
        return names(visit, _ -> true);
    }

    /** Returns the name of the one that disks get which name none; empty if there is none. */
    public String usual(Visit visit) {
        return names(visit, StorageRow::isUsual).stream().findFirst().orElse("");
    }

    private List<String> names(Visit visit, Predicate<StorageClass> wanted) {
        return mayName(visit)
                ? mirror.storageClasses().all().stream()
                        .filter(wanted)
                        .map(found -> found.getMetadata().getName())
                        .sorted()
                        .toList()
                : List.of();
    }

    private boolean mayName(Visit visit) {
        return rights.may(visit.identity(), Ask.LIST_STORAGE_CLASSES, "")
                || Stream.of(Ask.CREATE_MACHINES, Ask.CREATE_DATA_VOLUMES)
                        .anyMatch(ask -> rights.visible(visit.identity(), ask).anywhere());
    }
}
