package dev.slipway.portal.disks;

import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.layout.ListAddress;
import dev.slipway.portal.layout.Slice;
import dev.slipway.portal.layout.SortedBy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The list of disks.
 *
 * @param frame frame
 * @param address what is shown
 * @param slice rows and numbers
 * @param views views as tabs
 * @param heads heads of the columns
 * @param blind whether the visitor may not see any disk here
 */
record DisksPage(
        Frame frame,
        ListAddress address,
        Slice<StoredDisk> slice,
        List<View> views,
        List<SortedBy.Head> heads,
        boolean blind) {
    static final String PATH = "/disks";

    private static final Comparator<StoredDisk> BY_NAME = Comparator.<StoredDisk, String>comparing(
                    disk -> disk.key().name())
            .thenComparing(disk -> disk.key().namespace());
    private static final List<SortedBy<StoredDisk>> COLUMNS = List.of(
            new SortedBy<>("name", "Name", "", BY_NAME),
            new SortedBy<>(
                    "state",
                    "State",
                    "",
                    Comparator.<StoredDisk, String>comparing(
                                    disk -> disk.state().words())
                            .thenComparing(BY_NAME)),
            new SortedBy<>(
                    "project",
                    "Project",
                    "hide",
                    Comparator.<StoredDisk, String>comparing(disk -> disk.key().namespace())
                            .thenComparing(BY_NAME)),
            new SortedBy<>("", "Used by", "", BY_NAME),
            new SortedBy<>(
                    "storage",
                    "Storage",
                    "hide",
                    Comparator.comparing(StoredDisk::storage).thenComparing(BY_NAME)),
            new SortedBy<>(
                    "size",
                    "Size",
                    "e",
                    Comparator.comparingLong(StoredDisk::bytes).thenComparing(BY_NAME)),
            new SortedBy<>(
                    "age",
                    "Age",
                    "e hide",
                    Comparator.comparing(StoredDisk::created).reversed().thenComparing(BY_NAME)));

    /** A view as a tab, with the number and the size of its disks. */
    record View(String words, int count, long bytes, String href, boolean current) {}

    /** Returns the page of the disks of a project that the visitor may see. */
    static DisksPage of(Frame frame, ListAddress address, List<StoredDisk> disks, boolean blind) {
        return new DisksPage(
                frame, address, slice(address, disks), views(address, disks), SortedBy.heads(COLUMNS, address), blind);
    }

    /** Returns the rows that an address asks for. */
    static Slice<StoredDisk> slice(ListAddress address, List<StoredDisk> disks) {
        List<String> words = address.words();
        return Slice.of(
                disks.stream()
                        .filter(disk -> inView(address.get("view"), disk) && disk.matches(words))
                        .sorted(SortedBy.order(COLUMNS, address))
                        .toList(),
                disks.size(),
                address.page());
    }

    public List<StoredDisk> rows() {
        return slice.rows();
    }

    /** Returns what the live stream is asked for. */
    public String watch() {
        return address.watch("disks", slice);
    }

    /** Returns the addresses of the neighbouring pages. */
    public String previous() {
        return slice.previous(address);
    }

    public String next() {
        return slice.next(address);
    }

    public String query() {
        return address.get("q");
    }

    /** Returns the address without words. */
    public String clear() {
        return address.with("q", "").with("view", "").href();
    }

    /** Returns what the query form carries along. */
    public Map<String, String> hidden() {
        return Stream.of("view", "project", "sort")
                .filter(name -> !address.get(name).isEmpty())
                .collect(Collectors.toMap(name -> name, address::get));
    }

    private static List<View> views(ListAddress address, List<StoredDisk> disks) {
        return Stream.of("", "used", "unused", "images")
                .map(view -> {
                    List<StoredDisk> shown =
                            disks.stream().filter(disk -> inView(view, disk)).toList();
                    return new View(
                            words(view),
                            shown.size(),
                            shown.stream().mapToLong(StoredDisk::bytes).sum(),
                            address.with("view", view).href(),
                            view.equals(address.get("view")));
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
