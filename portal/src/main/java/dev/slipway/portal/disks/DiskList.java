package dev.slipway.portal.disks;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.layout.Formats;
import dev.slipway.portal.layout.ListAddress;
import dev.slipway.portal.layout.ListKind;
import dev.slipway.portal.layout.ListTab;
import dev.slipway.portal.layout.ListTable;
import dev.slipway.portal.layout.SortedBy;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of disks.
 *
 * @param table rows, columns and numbers
 * @param tabs views
 */
record DiskList(ListTable<StoredDisk> table, List<ListTab> tabs) {
    static final ListKind<StoredDisk> KIND = new ListKind<>(
            "/disks",
            "Disks",
            Ask.of("list", "", "persistentvolumeclaims"),
            List.of(
                    new SortedBy<>("name", "Name", "", comparing(StoredDisk::key)),
                    new SortedBy<>(
                            "state", "State", "", comparing(disk -> disk.state().words())),
                    new SortedBy<>(
                            "project",
                            "Project",
                            "hide",
                            comparing(disk -> disk.key().namespace())),
                    SortedBy.nothing("Used by", ""),
                    new SortedBy<>("storage", "Storage", "hide", comparing(StoredDisk::storage)),
                    new SortedBy<>("size", "Size", "e", comparingLong(StoredDisk::bytes)),
                    new SortedBy<>(
                            "age",
                            "Age",
                            "e hide",
                            comparing(StoredDisk::created).reversed())),
            address -> {
                String view = address.get("view");
                List<String> words = address.words();
                return disk -> inView(view, disk) && disk.matches(words);
            });

    DiskList {
        tabs = List.copyOf(tabs);
    }

    /** Returns the views of disks as tabs, with the number and the size of the disks of each. */
    static List<ListTab> tabs(ListAddress address, Collection<StoredDisk> disks) {
        return Stream.of("", "used", "unused", "images")
                .map(view -> {
                    List<StoredDisk> shown =
                            disks.stream().filter(disk -> inView(view, disk)).toList();
                    long bytes = shown.stream().mapToLong(StoredDisk::bytes).sum();
                    return ListTab.of(address, view, words(view), shown.size())
                            .with(bytes > 0 ? Formats.bytes(bytes) : "");
                })
                .toList();
    }

    private static String words(String view) {
        return switch (view) {
            case "used" -> "In machines";
            case "unused" -> "Unused";
            case "images" -> "Of images";
            default -> "All";
        };
    }

    private static boolean inView(String view, StoredDisk disk) {
        return switch (view) {
            case "used" -> disk.users().inMachine();
            case "unused" -> disk.unused();
            case "images" -> disk.users().ofImage();
            default -> true;
        };
    }
}
