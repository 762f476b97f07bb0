package dev.slipway.portal.storage;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.SortedBy;
import java.util.List;

/** How storage classes are listed. */
final class StorageList {
    static final ListKind<StorageRow> KIND = ListKind.ofCluster(
            "/storage",
            "Storage classes",
            Ask.LIST_STORAGE_CLASSES,
            List.of(
                    new SortedBy<>("name", "Name", "", comparing(StorageRow::name)),
                    new SortedBy<>("modes", "Volumes are used on", "", comparing(row -> !row.shared())),
                    SortedBy.nothing("copies", "Copies", "hide"),
                    SortedBy.nothing("snapshots", "Snapshots", "hide"),
                    SortedBy.nothing("volumes", "Volumes", "hide"),
                    new SortedBy<>("provisioner", "Made by", "hide", comparing(StorageRow::provisioner)),
                    new SortedBy<>("disks", "Claims", "e", comparingLong(StorageRow::bytes))));

    private StorageList() {}
}
