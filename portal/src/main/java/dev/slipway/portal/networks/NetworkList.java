package dev.slipway.portal.networks;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.SortedBy;
import java.util.List;

/** How networks are listed. */
final class NetworkList {
    static final ListKind<NetworkRow> KIND = ListKind.inProjects(
            "/networks",
            "Networks",
            Ask.LIST_NETWORKS,
            List.of(
                    new SortedBy<>("name", "Name", "", comparing(NetworkRow::key)),
                    new SortedBy<>(
                            "kind", "Kind", "", comparing(row -> row.plan().kind())),
                    new SortedBy<>("project", "Project", "hide", comparing(NetworkRow::project)),
                    new SortedBy<>(
                            "machines",
                            "Machines",
                            "",
                            comparingInt(row -> row.machines().size())),
                    new SortedBy<>(
                            "age",
                            "Age",
                            "e hide",
                            comparing(NetworkRow::created).reversed())));

    private NetworkList() {}
}
