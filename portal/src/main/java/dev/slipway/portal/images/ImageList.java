package dev.slipway.portal.images;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.SortedBy;
import java.util.List;

/** How images are listed. */
final class ImageList {
    static final ListKind<ImageRow> KIND = ListKind.inProjects(
            "/images",
            "Images",
            Ask.LIST_IMAGES,
            List.of(
                    new SortedBy<>("name", "Name", "", comparing(ImageRow::key)),
                    new SortedBy<>(
                            "state", "State", "", comparing(row -> row.state().words())),
                    new SortedBy<>("project", "Project", "hide", comparing(ImageRow::project)),
                    SortedBy.nothing("origin", "From", "hide"),
                    SortedBy.nothing("format", "Format", "hide"),
                    new SortedBy<>("size", "Disk", "e", comparingLong(ImageRow::bytes)),
                    new SortedBy<>("machines", "Machines", "e", comparingInt(ImageRow::machines)),
                    new SortedBy<>(
                            "age", "Age", "e hide", comparing(ImageRow::created).reversed())));

    private ImageList() {}
}
