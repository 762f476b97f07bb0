package dev.slipway.portal.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.cluster.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkRowTest {
    @Test
    void what_pages_are_compared_by_is_what_they_show_and_not_all_names() {
        NetworkRow many = row(machines(10_000));

        assertThat(many.toString())
                .hasSizeLessThan(500)
                .contains("vlan-20")
                .contains("web-00000")
                .contains("9996")
                .isNotEqualTo(row(machines(9_999)).toString());
        assertThat(row(machines(3)).toString())
                .isNotEqualTo(row(machines(4).subList(1, 4)).toString());
    }

    private static NetworkRow row(List<ObjectKey> machines) {
        String config = "{\"type\":\"bridge\"}";
        return NetworkRow.of(new ObjectKey("shop", "vlan-20"), NetworkPlan.of(config), config, machines, Instant.EPOCH);
    }

    private static List<ObjectKey> machines(int number) {
        return IntStream.range(0, number)
                .mapToObj(each -> new ObjectKey("shop", "web-%05d".formatted(each)))
                .toList();
    }
}
