package dev.slipway.standalone.apiserver.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClientPoolTest {
    private final List<String> ended = new ArrayList<>();
    private final ClientPool<String> pool = new ClientPool<>(2, key -> "client of " + key, ended::add);

    @Test
    void client_that_was_needed_longest_ago_ends_where_there_are_too_many() {
        use("a");
        use("b");
        use("a");
        assertThat(ended).isEmpty();

        use("c");

        assertThat(ended).containsExactly("client of b");
    }

    @Test
    void client_in_use_stays() {
        try (ClientPool<String>.Lease first = pool.lease("a");
                ClientPool<String>.Lease second = pool.lease("b");
                ClientPool<String>.Lease third = pool.lease("c")) {
            assertThat(ended).isEmpty();
            assertThat(List.of(first.client(), second.client(), third.client())).doesNotHaveDuplicates();
        }

        use("d");

        assertThat(ended).containsExactly("client of a", "client of b");
    }

    @Test
    void all_end_with_the_pool() {
        use("a");
        use("b");

        pool.close();

        assertThat(ended).containsExactlyInAnyOrder("client of a", "client of b");
    }

    private void use(String key) {
        try (ClientPool<String>.Lease lease = pool.lease(key)) {
            assertThat(lease.client()).isEqualTo("client of " + key);
        }
    }
}
