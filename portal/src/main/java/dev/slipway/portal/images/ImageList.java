package dev.slipway.portal.images;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.layout.ListKind;
import dev.slipway.portal.layout.ListTable;
import dev.slipway.portal.layout.SortedBy;
import java.util.List;

/**
 * The list of images.
 *
 * @param table rows, columns and numbers
 * @param mayCreate whether the visitor may make images here
 */
record ImageList(ListTable<ImageRow> table, boolean mayCreate) {
    static final ListKind<ImageRow> KIND = new ListKind<>(
            "/images",
            "Images",
            Ask.LIST_IMAGES,
            List.of(
                    new SortedBy<>("name", "Name", "", comparing(ImageRow::key)),
                    new SortedBy<>(
                            "state", "State", "", comparing(row -> row.state().words())),
                    new SortedBy<>(
                            "project",
                            "Project",
                            "hide",
                            comparing(row -> row.key().namespace())),
                    SortedBy.nothing("From", "hide"),
                    SortedBy.nothing("Format", "hide"),
                    new SortedBy<>("size", "Disk", "e", comparingLong(ImageRow::bytes)),
                    new SortedBy<>("machines", "Machines", "e", comparingInt(ImageRow::machines)),
                    new SortedBy<>(
                            "age", "Age", "e hide", comparing(ImageRow::created).reversed())),
            address -> {
                List<String> words = address.words();
                return row -> row.matches(words);
            });
}
