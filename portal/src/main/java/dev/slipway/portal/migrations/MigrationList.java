package dev.slipway.portal.migrations;

import static java.util.Comparator.comparing;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.layout.ListAddress;
import dev.slipway.portal.layout.ListKind;
import dev.slipway.portal.layout.ListTab;
import dev.slipway.portal.layout.ListTable;
import dev.slipway.portal.layout.SortedBy;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of migrations, the latest first.
 *
 * @param table rows, columns and numbers
 * @param tabs views
 */
record MigrationList(ListTable<MigrationRow> table, List<ListTab> tabs) {
    static final ListKind<MigrationRow> KIND = new ListKind<>(
            "/migrations",
            "Migrations",
            Ask.of("list", "kubevirt.io", "virtualmachineinstancemigrations"),
            "-asked",
            List.of(
                    new SortedBy<>(
                            "machine",
                            "Machine",
                            "",
                            comparing(MigrationRow::machine).thenComparing(MigrationRow::key)),
                    new SortedBy<>("state", "State", "", comparing(MigrationRow::word)),
                    new SortedBy<>(
                            "project",
                            "Project",
                            "hide",
                            comparing(row -> row.key().namespace())),
                    new SortedBy<>("from", "From", "", comparing(MigrationRow::source)),
                    new SortedBy<>("to", "To", "", comparing(MigrationRow::target)),
                    new SortedBy<>("asked", "Asked for", "e hide", comparing(MigrationRow::asked)),
                    SortedBy.nothing("Took", "e hide")),
            address -> {
                String view = address.get("view");
                List<String> words = address.words();
                return row -> inView(view, row) && row.matches(words);
            });

    MigrationList {
        tabs = List.copyOf(tabs);
    }

    /** Returns the views of migrations as tabs. */
    static List<ListTab> tabs(ListAddress address, Collection<MigrationRow> migrations) {
        return Stream.of("", "going", "failed")
                .map(view -> ListTab.of(
                        address,
                        view,
                        switch (view) {
                            case "going" -> "Under way";
                            case "failed" -> "Failed";
                            default -> "All";
                        },
                        (int) migrations.stream()
                                .filter(row -> inView(view, row))
                                .count()))
                .toList();
    }

    private static boolean inView(String view, MigrationRow row) {
        return switch (view) {
            case "going" -> !row.word().over();
            case "failed" -> row.word() == MigrationWord.FAILED;
            default -> true;
        };
    }
}
