package dev.slipway.portal.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ListAddressTest {
    private static final Comparator<Integer> BY_SIZE = Integer::compare;
    private static final List<SortedBy<Integer>> COLUMNS = List.of(
            new SortedBy<>("size", "Size", "e", BY_SIZE),
            new SortedBy<>("last", "Last digit", "", Comparator.comparingInt(number -> number % 10)),
            SortedBy.nothing("notes", "Notes", ""));

    @Test
    void address_says_only_what_is_not_as_usual_and_reads_itself_again() {
        ListAddress address = new ListAddress("/x", Map.of("q", " a&b ", "page", "1", "sort", ""));

        assertThat(address.href()).isEqualTo("/x?q=a%26b");
        assertThat(ListAddress.parse("/x", address.parameters())).isEqualTo(address);
        assertThat(address.with("q", "").href()).isEqualTo("/x");
    }

    @Test
    void another_condition_begins_at_the_first_page_again() {
        ListAddress third = new ListAddress("/x", Map.of("page", "3"));

        assertThat(third.page()).isEqualTo(3);
        assertThat(third.with("q", "a").page()).isEqualTo(1);
        assertThat(new ListAddress("/x", Map.of("page", "-7")).page()).isEqualTo(1);
        assertThat(new ListAddress("/x", Map.of("page", "many")).page()).isEqualTo(1);
    }

    @Test
    void slice_has_fifty_rows_and_the_last_one_the_rest() {
        List<Integer> all = IntStream.range(0, 120).boxed().toList();
        Slice<Integer> beyond = Slice.of(all, 200, 9);

        assertThat(beyond.page()).isEqualTo(3);
        assertThat(beyond.from()).isEqualTo(101);
        assertThat(beyond.to()).isEqualTo(120);
        assertThat(beyond.next(new ListAddress("/x", Map.of()))).isEmpty();
        assertThat(beyond.previous(new ListAddress("/x", Map.of("q", "a")))).isEqualTo("/x?page=2&q=a");
        assertThat(Slice.of(List.of(), 0, 1).from()).isZero();
    }

    @Test
    void second_click_on_a_head_turns_the_order_round() {
        ListAddress usual = new ListAddress("/x", Map.of());
        List<SortedBy.Head> heads = SortedBy.heads(COLUMNS, usual, "size");

        assertThat(heads.getFirst().sorted()).isEqualTo("ascending");
        assertThat(heads.getFirst().href()).isEqualTo("/x?keep=sort&sort=-size");
        assertThat(heads.get(1).href()).isEqualTo("/x?keep=sort&sort=last");
        assertThat(heads.get(2).href()).isEmpty();
        assertThat(SortedBy.heads(COLUMNS, usual.with("sort", "-size"), "size")
                        .getFirst()
                        .href())
                .isEqualTo("/x?keep=sort&sort=size");
        assertThat(Stream.of(31, 12, 19).sorted(SortedBy.order(COLUMNS, usual.with("sort", "-last"), "size")))
                .containsExactly(19, 12, 31);
    }
}
