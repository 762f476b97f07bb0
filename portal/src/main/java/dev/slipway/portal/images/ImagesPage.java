package dev.slipway.portal.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.layout.Frame;
import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of images, ready for its template.
 *
 * @param frame frame
 * @param watch what the live stream is asked for
 * @param query words that were typed
 * @param sort order as the address has it; empty for the usual one
 * @param heads heads of the columns
 * @param listing rows and numbers
 * @param blind whether the visitor may not see any image
 * @param clear address without conditions
 * @param previous address of the page before; empty if there is none
 * @param next address of the page after; empty if there is none
 * @param mayCreate whether the visitor may make images here
 */
public record ImagesPage(
        Frame frame,
        String watch,
        String query,
        String sort,
        List<Head> heads,
        ImageListing listing,
        boolean blind,
        String clear,
        String previous,
        String next,
        boolean mayCreate) {

    /** A head: its link sorts; {@code sorted} is empty, ascending or descending. */
    public record Head(String words, String href, String sorted, String style) {}

    static ImagesPage of(Frame frame, ImageRequest request, ImageListing listing, boolean blind, boolean mayCreate) {
        return new ImagesPage(
                frame,
                "images=" + URLEncoder.encode(request.page(listing.page()).parameters(), UTF_8) + "&at="
                        + listing.print(),
                request.query(),
                request.order().equals(ImageOrder.BY_NAME)
                        ? ""
                        : request.order().text(),
                heads(request),
                listing,
                blind,
                request.query("").href(),
                listing.page() > 1 ? request.page(listing.page() - 1).href() : "",
                listing.page() < listing.pages()
                        ? request.page(listing.page() + 1).href()
                        : "",
                mayCreate);
    }

    private static List<Head> heads(ImageRequest request) {
        return Stream.of(ImageColumn.values())
                .map(column -> column.order()
                        .map(by -> {
                            ImageOrder order = request.order();
                            String sorted = order.by() != by ? "" : order.descending() ? "descending" : "ascending";
                            return new Head(
                                    column.words(),
                                    request.order(order.clicked(by)).href(),
                                    sorted,
                                    column.style());
                        })
                        .orElse(new Head(column.words(), "", "", column.style())))
                .toList();
    }
}
