package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.access.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListingTest {
    private static final List<MachineRow> ROWS = rows();

    @Test
    void page_has_fifty_rows_and_the_last_one_the_rest() {
        Listing first = listing("", new Visible.Everything());
        Listing last = listing("page=3", new Visible.Everything());

        assertThat(first.rows()).hasSize(50);
        assertThat(first.pages()).isEqualTo(3);
        assertThat(last.rows()).hasSize(20);
        assertThat(last.rows().getFirst().key().name()).isEqualTo("vm-100");
    }

    @Test
    void page_beyond_the_end_is_the_last() {
        assertThat(listing("page=99", new Visible.Everything()).page()).isEqualTo(3);
        assertThat(listing("page=-1", new Visible.Everything()).page()).isEqualTo(1);
        assertThat(listing("page=x", new Visible.Everything()).page()).isEqualTo(1);
    }

    @Test
    void machines_of_other_projects_are_not_even_counted() {
        Listing listing = listing("", new Visible.Only(Set.of("shop")));

        assertThat(listing.total()).isEqualTo(60);
        assertThat(listing.views().get(MachineView.ALL)).isEqualTo(60);
        assertThat(listing.rows()).allMatch(row -> row.key().namespace().equals("shop"));
    }

    @Test
    void tabs_count_the_project_and_the_sentence_counts_what_matches() {
        Listing listing = listing("project=shop&view=running&q=vm-00*", new Visible.Everything());

        assertThat(listing.views().get(MachineView.RUNNING)).isEqualTo(60);
        assertThat(listing.total()).isEqualTo(60);
        assertThat(listing("project=shop&view=running&q=name:vm-00*", new Visible.Everything())
                        .matching())
                .isEqualTo(5);
    }

    @Test
    void address_says_only_what_is_unusual_and_reads_back() {
        ListRequest request =
                ListRequest.parse("view=stopped&project=shop&q=a+b%26c&sort=-memory&cols=node%2Ccpu&page=2");

        assertThat(request.query()).isEqualTo("a b&c");
        assertThat(ListRequest.parse(request.parameters())).isEqualTo(request);
        assertThat(ListRequest.parse("").href()).isEqualTo("/machines");
        assertThat(request.view(MachineView.ALL).href()).doesNotContain("page=").doesNotContain("view=");
    }

    private static Listing listing(String parameters, Visible visible) {
        ListRequest request = ListRequest.parse(parameters);
        return Listing.of(ROWS, visible, request, MachineQuery.parse(request.query()), Rows.NOW);
    }

    private static List<MachineRow> rows() {
        List<MachineRow> rows = new ArrayList<>();
        for (int number = 0; number < 120; number++) {
            String namespace = number % 2 == 0 ? "shop" : "lab";
            StateWord state = number % 2 == 0 ? StateWord.RUNNING : StateWord.STOPPED;
            rows.add(Rows.row(namespace, "vm-%03d".formatted(number))
                    .state(state)
                    .make());
        }
        return rows;
    }
}
