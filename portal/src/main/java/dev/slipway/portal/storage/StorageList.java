package dev.slipway.portal.storage;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.layout.ListKind;
import dev.slipway.portal.layout.SortedBy;
import java.util.List;

/** How storage classes are listed. */
final class StorageList {
    static final ListKind<StorageRow> KIND = new ListKind<>(
            "/storage",
            "Storage classes",
            Ask.of("list", "storage.k8s.io", "storageclasses"),
            List.of(
                    new SortedBy<>("name", "Name", "", comparing(StorageRow::name)),
                    new SortedBy<>("modes", "Volumes are used on", "", comparing(row -> !row.shared())),
                    SortedBy.nothing("Copies", "hide"),
                    SortedBy.nothing("Snapshots", "hide"),
                    SortedBy.nothing("Volumes", "hide"),
                    new SortedBy<>("provisioner", "Made by", "hide", comparing(StorageRow::provisioner)),
                    new SortedBy<>("disks", "Claims", "e", comparingLong(StorageRow::bytes))),
            address -> {
                List<String> words = address.words();
                return row -> row.matches(words);
            });

    private StorageList() {}
}
