package dev.slipway.portal.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.Pulse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RowIndexTest {
    private static final Sight<Thing, Thing> ALL = new InProjects<>(new Visible.Everything());
    private static final ListKind<Thing> KIND = ListKind.<Thing>inProjects(
                    "/things",
                    "Things",
                    Ask.of("list", "", "things"),
                    List.of(
                            new SortedBy<>("name", "Name", "", Comparator.comparing(Thing::key)),
                            new SortedBy<>("size", "Size", "e", Comparator.comparingInt(Thing::size))))
            .with(List.of(
                    new ListView<>("", "All", _ -> true),
                    new ListView<>("large", "Large", thing -> thing.size > 5, thing -> thing.size * 1024L)));

    private final Map<ObjectKey, Thing> things = new TreeMap<>();
    private final List<ObjectKey> made = new ArrayList<>();
    private final List<ObjectKey> broken = new ArrayList<>();
    private final Pulse pulse = new Pulse();
    private int delay;
    private final RowIndex<Thing, Thing> index = new RowIndex<>(
            key -> {
                made.add(key);
                LockSupport.parkNanos(delay * 1_000_000L);
                if (broken.contains(key)) {
                    throw new IllegalStateException("no row of " + key);
                }
                return Optional.ofNullable(things.get(key));
            },
            pulse);

    private record Thing(ObjectKey key, int size) implements Row {
        @Override
        public String project() {
            return key.namespace();
        }

        @Override
        public String text() {
            return key.name();
        }
    }

    @Test
    void things_are_listed_by_name_and_worked_out_once() {
        put("shop", "b", 1);
        put("bank", "a", 2);

        assertThat(index.seen(ALL).rows())
                .extracting(thing -> thing.key().name())
                .containsExactly("a", "b");
        assertThat(index.seen(ALL)).isSameAs(index.seen(ALL));
        assertThat(made).hasSize(2);
    }

    @Test
    void only_what_may_have_changed_is_worked_out_again() throws InterruptedException {
        put("shop", "a", 1);
        put("shop", "b", 2);
        index.seen(ALL);
        made.clear();

        put("shop", "b", 9);
        things.remove(new ObjectKey("shop", "a"));
        index.touch(new ObjectKey("shop", "a"));

        assertThat(settled().rows()).extracting(Thing::size).containsExactly(9);
        assertThat(made).containsExactlyInAnyOrder(new ObjectKey("shop", "a"), new ObjectKey("shop", "b"));
    }

    @Test
    void change_that_shows_nothing_leaves_the_list_as_it_was() throws InterruptedException {
        put("shop", "a", 1);
        Seen<Thing> before = index.seen(ALL);

        index.touch(new ObjectKey("shop", "a"));
        index.touch(new ObjectKey("shop", "never-there"));

        assertThat(settled()).isSameAs(before);
    }

    @Test
    void each_sees_what_he_may_and_two_who_may_see_the_same_share_it() {
        put("shop", "a", 1);
        put("bank", "b", 2);
        Visible shop = new Visible.Only(Set.of("shop"));

        assertThat(index.seen(new InProjects<>(shop)).rows())
                .extracting(Thing::size)
                .containsExactly(1);
        assertThat(index.seen(new InProjects<>(new Visible.Only(Set.of("shop")))))
                .isSameAs(index.seen(new InProjects<>(shop)));
    }

    @Test
    void change_wakes_the_open_lists_when_it_can_be_seen() {
        put("shop", "a", 1);
        long before = pulse.count();
        put("shop", "a", 2);

        assertThat(pulse.count()).isGreaterThan(before);
        assertThat(index.seen(ALL).rows()).extracting(Thing::size).containsExactly(2);
    }

    @Test
    void who_looked_too_early_is_woken_again() throws InterruptedException {
        slow("a");
        index.seen(ALL);
        put("shop", "b", 2);
        long before = pulse.count();

        assertThat(index.seen(ALL).rows()).as("as it was a moment ago").hasSize(1);
        assertThat(pulse.await(before, Duration.ofSeconds(10))).isGreaterThan(before);
        assertThat(settled().rows()).hasSize(2);
    }

    @Test
    void thing_that_cannot_be_worked_out_stays_as_it_was_and_is_tried_again_with_the_next()
            throws InterruptedException {
        put("shop", "a", 1);
        put("shop", "b", 2);
        index.seen(ALL);
        broken.add(new ObjectKey("shop", "a"));
        put("shop", "a", 8);
        put("shop", "b", 9);

        assertThat(settled().rows()).extracting(Thing::size).containsExactly(1, 9);

        broken.clear();
        put("shop", "c", 3);
        assertThat(settled().rows()).extracting(Thing::size).containsExactly(8, 9, 3);
    }

    @Test
    void things_that_nobody_looks_at_are_not_remembered_for_ever() {
        for (int number = 0; number <= RowIndex.MOST_TOUCHED + 5; number++) {
            index.touch(new ObjectKey("gone", "thing-" + number));
        }

        assertThat(index.waiting()).isLessThan(RowIndex.MOST_TOUCHED);
        assertThat(index.seen(ALL).rows()).isEmpty();
    }

    @Test
    void counts_of_other_views_change_the_print_of_a_page() throws InterruptedException {
        put("shop", "a", 1);
        put("shop", "b", 9);
        ListAddress large = new ListAddress("/things", Map.of("view", "large", "q", "b"));
        String before = KIND.print(large, index.seen(ALL));
        assertThat(KIND.print(large, settled())).isEqualTo(before);

        put("shop", "a", 7);

        assertThat(KIND.slice(large, settled()).rows()).extracting(Thing::size).containsExactly(9);
        assertThat(KIND.print(large, settled())).isNotEqualTo(before);
    }

    @Test
    void address_asks_for_project_view_words_and_order() {
        put("shop", "web-1", 9);
        put("shop", "web-2", 7);
        put("shop", "web-3", 1);
        put("shop", "db-1", 8);
        put("bank", "web-4", 9);
        ListAddress address = new ListAddress(
                "/things", Map.of("project", "shop", "view", "large", "q", "WEB", "sort", "size", "page", "3"));

        Slice<Thing> slice = KIND.slice(address, index.seen(ALL));
        List<ListTab> tabs = index.seen(ALL).matching(KIND, address).tabs();

        assertThat(slice.rows()).extracting(thing -> thing.key().name()).containsExactly("web-2", "web-1");
        assertThat(slice.total()).isEqualTo(4);
        assertThat(slice.page()).isEqualTo(1);
        assertThat(tabs).extracting(ListTab::count).containsExactly(4, 3);
        assertThat(tabs.getLast().detail()).isEqualTo("24 KiB");
        assertThat(KIND.count("large", index.seen(ALL))).isEqualTo(4);
    }

    /** What is seen may be old for as long as ten times what it took to work it out. */
    private Seen<Thing> settled() throws InterruptedException {
        Thread.sleep(150);
        return index.seen(ALL);
    }

    /** Puts a thing that takes as long to work out as makes the list good for a tenth of a second. */
    private void slow(String name) {
        delay = 20;
        put("shop", name, 1);
        index.seen(ALL);
        delay = 0;
    }

    private void put(String namespace, String name, int size) {
        ObjectKey key = new ObjectKey(namespace, name);
        things.put(key, new Thing(key, size));
        index.touch(key);
    }
}
