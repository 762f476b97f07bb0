package dev.slipway.portal.machines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.layout.Frame;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The list of machines, ready for its template.
 *
 * @param frame frame of the page
 * @param watch what the live stream is asked for
 * @param self address of what is shown
 * @param shown the columns as addresses write them; empty for all
 * @param query text of the query
 * @param hidden what the query form must carry along
 * @param problems what of the query is left out
 * @param tabs views
 * @param chips conditions that can be taken away
 * @param clear address without conditions
 * @param on which columns are shown, by name
 * @param columns all columns
 * @param heads heads of the columns
 * @param listing rows and numbers
 * @param rows the rows as HTML
 * @param summary the numbers as a sentence
 * @param emptiness why there are no rows
 * @param create address of the create form; empty without the right
 */
public record ListPage(
        Frame frame,
        String watch,
        String self,
        String shown,
        String query,
        List<Hidden> hidden,
        List<String> problems,
        List<Tab> tabs,
        List<Chip> chips,
        String clear,
        Map<String, Boolean> on,
        List<Column> columns,
        List<Head> heads,
        Listing listing,
        String rows,
        Summary summary,
        Emptiness emptiness,
        String create) {

    /** A hidden form field. */
    public record Hidden(String name, String value) {}

    /** A view as a tab. */
    public record Tab(String words, int count, String href, boolean current, boolean alarm) {}

    /** A condition that can be taken away. */
    public record Chip(String words, String href) {}

    /** A column in the chooser; {@code wide} is one that narrow screens never show. */
    public record Column(String text, String words, boolean shown, boolean wide) {}

    /** A head: its link sorts; {@code sorted} is empty, ascending or descending. */
    public record Head(String words, String href, String sorted, String style) {}

    /** The numbers beside the chips and in the footer. */
    public record Summary(
            int matching, int total, int running, int attention, int from, int to, String previous, String next) {}

    /** Why a list is empty. */
    public enum Emptiness {
        /** It is not. */
        NONE,
        /** There is no machine yet. */
        FIRST_RUN,
        /** The conditions leave nothing. */
        NO_MATCH,
        /** The visitor may not see machines in this project, or in any. */
        NO_RIGHT
    }

    /** Returns the page of a listing. */
    static ListPage of(
            Frame frame,
            ListRequest request,
            MachineQuery query,
            Listing listing,
            String rows,
            boolean blind,
            long version,
            String create) {
        return new ListPage(
                frame,
                watch(request.page(listing.page()), version),
                request.href(),
                request.habit().columns(),
                request.query(),
                hidden(request),
                query.problems(),
                tabs(request, listing),
                chips(request, query),
                new ListRequest(MachineView.ALL, "", "", request.order(), 1, request.columns()).href(),
                MachineColumn.shown(request.columns()),
                columns(request),
                heads(request),
                listing,
                rows,
                summary(request, listing),
                emptiness(listing, blind),
                create);
    }

    /** Returns what the live stream is asked for. */
    static String watch(ListRequest request, long version) {
        return "machines=" + URLEncoder.encode(request.parameters(), UTF_8) + "&at=" + version;
    }

    private static List<Hidden> hidden(ListRequest request) {
        List<Hidden> hidden = new ArrayList<>();
        if (request.view() != MachineView.ALL) {
            hidden.add(new Hidden("view", request.view().text()));
        }
        if (!request.project().isEmpty()) {
            hidden.add(new Hidden("project", request.project()));
        }
        if (!request.order().equals(MachineOrder.BY_NAME)) {
            hidden.add(new Hidden("sort", request.order().text()));
        }
        return hidden;
    }

    static List<Tab> tabs(ListRequest request, Listing listing) {
        List<Tab> tabs = new ArrayList<>();
        for (MachineView view : MachineView.values()) {
            int count = listing.views().getOrDefault(view, 0);
            tabs.add(new Tab(
                    view.words(),
                    count,
                    request.view(view).href(),
                    view == request.view(),
                    view == MachineView.ATTENTION && count > 0));
        }
        return tabs;
    }

    private static List<Chip> chips(ListRequest request, MachineQuery query) {
        List<Chip> chips = new ArrayList<>();
        if (!request.project().isEmpty()) {
            chips.add(new Chip(
                    "project: " + request.project(), request.project("").href()));
        }
        query.terms()
                .forEach(term -> chips.add(new Chip(
                        term.words(), request.query(query.without(term)).href())));
        return chips;
    }

    private static List<Column> columns(ListRequest request) {
        List<Column> columns = new ArrayList<>();
        for (MachineColumn column : MachineColumn.values()) {
            columns.add(
                    new Column(column.text(), column.words(), request.columns().contains(column), column.wide()));
        }
        return columns;
    }

    private static List<Head> heads(ListRequest request) {
        List<Head> heads = new ArrayList<>();
        heads.add(head(request, "Name", MachineOrder.By.NAME, ""));
        heads.add(head(request, "Status", MachineOrder.By.STATUS, ""));
        for (MachineColumn column : MachineColumn.values()) {
            if (request.columns().contains(column)) {
                String style = switch (column) {
                    case CPU, MEMORY, DISK, UPTIME -> "e";
                    case PROJECT, NODE, IP, LABELS -> "";
                };
                heads.add(
                        column == MachineColumn.LABELS
                                ? new Head(column.words(), "", "", style)
                                : head(request, column.words(), column.order(), style));
            }
        }
        return heads;
    }

    private static Head head(ListRequest request, String words, MachineOrder.By by, String style) {
        MachineOrder order = request.order();
        String sorted = order.by() != by ? "" : order.descending() ? "descending" : "ascending";
        return new Head(words, request.sorted(order.clicked(by)), sorted, style);
    }

    static Summary summary(ListRequest request, Listing listing) {
        int from = listing.rows().isEmpty() ? 0 : (listing.page() - 1) * ListRequest.ROWS + 1;
        return new Summary(
                listing.matching(),
                listing.total(),
                listing.running(),
                listing.attention(),
                from,
                listing.rows().isEmpty() ? 0 : from + listing.rows().size() - 1,
                listing.page() > 1 ? request.page(listing.page() - 1).href() : "",
                listing.page() < listing.pages()
                        ? request.page(listing.page() + 1).href()
                        : "");
    }

    private static Emptiness emptiness(Listing listing, boolean blind) {
        if (!listing.rows().isEmpty()) {
            return Emptiness.NONE;
        }
        if (blind) {
            return Emptiness.NO_RIGHT;
        }
        return listing.total() == 0 ? Emptiness.FIRST_RUN : Emptiness.NO_MATCH;
    }
}
