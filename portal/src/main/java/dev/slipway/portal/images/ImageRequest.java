package dev.slipway.portal.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * What somebody wants to see in the list of images; all of it stands in the address.
 *
 * @param query words that must be found
 * @param project project; empty for all
 * @param order order
 * @param page page, from 1
 */
record ImageRequest(String query, String project, ImageOrder order, int page) {
    static final int ROWS = 50;

    private static final int LONGEST_QUERY = 500;

    ImageRequest {
        query = query.length() > LONGEST_QUERY ? query.substring(0, LONGEST_QUERY) : query;
        page = Math.max(1, page);
    }

    /** Reads the query of an address, as {@link #parameters} writes it. */
    static ImageRequest parse(String parameters) {
        Map<String, String> values = new HashMap<>();
        for (String pair : parameters.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return of(values);
    }

    /** Reads the parameters of an address; what is missing or means nothing is as usual. */
    static ImageRequest of(Map<String, String> values) {
        return new ImageRequest(
                values.getOrDefault("q", "").strip(),
                values.getOrDefault("project", ""),
                ImageOrder.parse(values.getOrDefault("sort", "")),
                page(values.getOrDefault("page", "1")));
    }

    private static int page(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 1;
        }
    }

    /** Returns the words of the query, in lower case. */
    List<String> words() {
        return Stream.of(query.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    ImageRequest query(String other) {
        return new ImageRequest(other, project, order, 1);
    }

    ImageRequest project(String other) {
        return new ImageRequest(query, other, order, 1);
    }

    ImageRequest order(ImageOrder other) {
        return new ImageRequest(query, project, other, 1);
    }

    ImageRequest page(int other) {
        return new ImageRequest(query, project, order, other);
    }

    /** Returns the query of the address; what is as usual is left out. */
    String parameters() {
        StringJoiner parameters = new StringJoiner("&");
        add(parameters, "q", query);
        add(parameters, "project", project);
        add(parameters, "sort", order.equals(ImageOrder.BY_NAME) ? "" : order.text());
        add(parameters, "page", page == 1 ? "" : Integer.toString(page));
        return parameters.toString();
    }

    /** Returns the address. */
    String href() {
        String parameters = parameters();
        return parameters.isEmpty() ? "/images" : "/images?" + parameters;
    }

    private static void add(StringJoiner parameters, String name, String value) {
        if (!value.isEmpty()) {
            parameters.add(name + "=" + URLEncoder.encode(value, UTF_8));
        }
    }
}
