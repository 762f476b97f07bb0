package dev.slipway.portal.images;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Findable;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** Finds images by everything that the list shows of them; those whose name begins with the words come first. */
@Singleton
class ImageSearch implements Findable {
    private final ImageIndex index;
    private final Rights rights;

    ImageSearch(ImageIndex index, Rights rights) {
        this.index = index;
        this.rights = rights;
    }

    @Override
    public List<Found> find(Visit visit, String words, int limit) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_IMAGES);
        return index.all().stream()
                .filter(row -> visible.in(row.key().namespace()) && row.matches(List.of(words)))
                .sorted(Comparator.<ImageRow, Boolean>comparing(
                                row -> !row.key().name().startsWith(words))
                        .thenComparing(ImageRow::key))
                .limit(limit)
                .map(row -> new Found(
                        "image",
                        row.key().name(),
                        "Image, " + row.state().words().toLowerCase(java.util.Locale.ROOT) + ", in "
                                + row.key().namespace(),
                        row.path()))
                .toList();
    }
}
