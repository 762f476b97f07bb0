package dev.slipway.portal.machines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.lists.Habit;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * What somebody wants to see in the list of machines; all of it stands in the address, but for what was chosen the last time, which
 * counts when the list is opened and stands in the address from then on.
 *
 * @param view tab
 * @param query text of the query
 * @param project project; empty for all
 * @param order order
 * @param page page, from 1
 * @param columns columns that are shown
 */
record ListRequest(
        MachineView view, String query, String project, MachineOrder order, int page, Set<MachineColumn> columns) {
    static final int ROWS = 50;

    ListRequest {
        page = Math.max(1, page);
        columns = Set.copyOf(columns);
    }

    /** Reads the query of an address, as {@link #parameters} writes it. */
    static ListRequest parse(String parameters) {
        Map<String, String> values = new HashMap<>();
        for (String pair : parameters.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return of(values, List.of(values.getOrDefault("cols", "")));
    }

    /** Reads the parameters of an address; what is missing or means nothing is as usual. */
    static ListRequest of(Map<String, String> values, List<String> columns) {
        return new ListRequest(
                MachineView.parse(values.getOrDefault("view", "")),
                values.getOrDefault("q", "").strip(),
                values.getOrDefault("project", ""),
                MachineOrder.parse(values.getOrDefault("sort", "")),
                page(values.getOrDefault("page", "1")),
                MachineColumn.parse(columns));
    }

    private static int page(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 1;
        }
    }

    ListRequest view(MachineView other) {
        return new ListRequest(other, query, project, order, 1, columns);
    }

    ListRequest query(String other) {
        return new ListRequest(view, other, project, order, 1, columns);
    }

    ListRequest project(String other) {
        return new ListRequest(view, query, other, order, 1, columns);
    }

    ListRequest order(MachineOrder other) {
        return new ListRequest(view, query, project, other, 1, columns);
    }

    ListRequest page(int other) {
        return new ListRequest(view, query, project, order, other, columns);
    }

    /** Returns order and columns, without what is as usual. */
    Habit habit() {
        return new Habit(order.equals(MachineOrder.BY_NAME) ? "" : order.text(), columnsText());
    }

    private String columnsText() {
        return columns.equals(EnumSet.allOf(MachineColumn.class))
                ? ""
                : columns.isEmpty()
                        ? Habit.NO_COLUMNS
                        : columns.stream().sorted().map(MachineColumn::text).collect(Collectors.joining(","));
    }

    /** Returns this list with order and columns. */
    ListRequest shown(Habit habit) {
        return new ListRequest(
                view,
                query,
                project,
                MachineOrder.parse(habit.order()),
                page,
                MachineColumn.parse(List.of(habit.columns())));
    }

    /** Returns the address by which somebody chooses another order for this list; it names also the usual one. */
    String sorted(MachineOrder other) {
        ListRequest sorted = order(other);
        String named = other.equals(MachineOrder.BY_NAME) ? "&sort=" + other.text() : "";
        return sorted.href() + (sorted.parameters().isEmpty() ? "?" : "&") + "keep=sort" + named;
    }

    /** Returns the address of this list. */
    String href() {
        String parameters = parameters();
        return parameters.isEmpty() ? "/machines" : "/machines?" + parameters;
    }

    /** Returns the query of the address, without what is as usual. */
    String parameters() {
        StringJoiner parameters = new StringJoiner("&");
        if (view != MachineView.ALL) {
            parameters.add("view=" + view.text());
        }
        if (!project.isEmpty()) {
            parameters.add("project=" + URLEncoder.encode(project, UTF_8));
        }
        if (!query.isEmpty()) {
            parameters.add("q=" + URLEncoder.encode(query, UTF_8));
        }
        if (!order.equals(MachineOrder.BY_NAME)) {
            parameters.add("sort=" + order.text());
        }
        if (!columnsText().isEmpty()) {
            parameters.add("cols=" + columnsText());
        }
        if (page > 1) {
            parameters.add("page=" + page);
        }
        return parameters.toString();
    }
}
