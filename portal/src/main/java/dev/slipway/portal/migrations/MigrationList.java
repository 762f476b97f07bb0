package dev.slipway.portal.migrations;

import static java.util.Comparator.comparing;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.ListView;
import dev.slipway.portal.lists.SortedBy;
import java.util.List;

/** How migrations are listed, the latest first. */
final class MigrationList {
    /** The view of those that have not ended. */
    static final String GOING = "going";

    static final ListKind<MigrationRow> KIND = ListKind.<MigrationRow>inProjects(
                    "/migrations",
                    "Migrations",
                    Ask.of("list", "kubevirt.io", "virtualmachineinstancemigrations"),
                    List.of(
                            new SortedBy<>(
                                    "machine",
                                    "Machine",
                                    "",
                                    comparing(MigrationRow::machine).thenComparing(MigrationRow::key)),
                            new SortedBy<>("state", "State", "", comparing(MigrationRow::word)),
                            new SortedBy<>("project", "Project", "hide", comparing(MigrationRow::project)),
                            new SortedBy<>("from", "From", "", comparing(MigrationRow::source)),
                            new SortedBy<>("to", "To", "", comparing(MigrationRow::target)),
                            new SortedBy<>("asked", "Asked for", "e hide", comparing(MigrationRow::asked)),
                            SortedBy.nothing("took", "Took", "e hide")))
            .usually("-asked")
            .with(List.of(
                    new ListView<>("", "All", _ -> true),
                    new ListView<>(GOING, "Under way", row -> !row.word().over()),
                    new ListView<>("failed", "Failed", row -> row.word() == MigrationWord.FAILED)));

    private MigrationList() {}
}
