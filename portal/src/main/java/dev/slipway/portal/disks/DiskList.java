package dev.slipway.portal.disks;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.ListView;
import dev.slipway.portal.lists.SortedBy;
import java.util.List;

/** How disks are listed. */
final class DiskList {
    static final ListKind<StoredDisk> KIND = ListKind.<StoredDisk>inProjects(
                    "/disks",
                    "Disks",
                    Ask.LIST_CLAIMS,
                    List.of(
                            new SortedBy<>("name", "Name", "", comparing(StoredDisk::key)),
                            new SortedBy<>(
                                    "state",
                                    "State",
                                    "",
                                    comparing(disk -> disk.state().words())),
                            new SortedBy<>("project", "Project", "hide", comparing(StoredDisk::project)),
                            SortedBy.nothing("users", "Used by", ""),
                            new SortedBy<>("storage", "Storage", "hide", comparing(StoredDisk::storage)),
                            new SortedBy<>("size", "Size", "e", comparingLong(StoredDisk::bytes)),
                            new SortedBy<>(
                                    "age",
                                    "Age",
                                    "e hide",
                                    comparing(StoredDisk::created).reversed())))
            .with(List.of(
                    new ListView<>("", "All", _ -> true, StoredDisk::bytes),
                    new ListView<>("used", "In machines", disk -> disk.users().inMachine(), StoredDisk::bytes),
                    new ListView<>("unused", "Unused", StoredDisk::unused, StoredDisk::bytes),
                    new ListView<>("images", "Of images", disk -> disk.users().ofImage(), StoredDisk::bytes)));

    private DiskList() {}
}
