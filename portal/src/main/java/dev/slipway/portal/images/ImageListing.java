package dev.slipway.portal.images;

import dev.slipway.portal.access.Visible;
import java.util.Collection;
import java.util.List;

/**
 * A page of a list of images.
 *
 * @param rows rows of the page
 * @param matching number of images that match
 * @param total number of images in the project, or in all
 * @param page page, from 1
 * @param pages number of pages
 */
public record ImageListing(List<ImageRow> rows, int matching, int total, int page, int pages) {
    public ImageListing {
        rows = List.copyOf(rows);
    }

    /** Picks a page of the images that somebody may see. */
    static ImageListing of(Collection<ImageRow> all, Visible visible, ImageRequest request) {
        List<ImageRow> mine = all.stream()
                .filter(row -> visible.in(row.key().namespace()))
                .filter(row -> request.project().isEmpty()
                        || request.project().equals(row.key().namespace()))
                .toList();
        List<String> words = request.words();
        List<ImageRow> matching = mine.stream()
                .filter(row -> row.matches(words))
                .sorted(request.order().comparator())
                .toList();
        int pages = Math.max(1, Math.ceilDiv(matching.size(), ImageRequest.ROWS));
        int page = Math.min(request.page(), pages);
        int from = (page - 1) * ImageRequest.ROWS;
        return new ImageListing(
                matching.subList(from, Math.min(from + ImageRequest.ROWS, matching.size())),
                matching.size(),
                mine.size(),
                page,
                pages);
    }

    /** Returns a text that differs whenever a row does, the same in every replica of the portal. */
    String print() {
        // not the hash itself: that of an enum differs from process to process
        return Integer.toHexString(rows.toString().hashCode());
    }

    /** Returns the number of the first row; 0 without rows. */
    public int from() {
        return rows.isEmpty() ? 0 : (page - 1) * ImageRequest.ROWS + 1;
    }

    /** Returns the number of the last row. */
    public int to() {
        return rows.isEmpty() ? 0 : from() + rows.size() - 1;
    }
}
