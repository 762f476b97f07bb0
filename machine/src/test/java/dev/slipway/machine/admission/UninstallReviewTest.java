package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UninstallReviewTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void installation_with_machines_stays_and_says_which_they_are() {
        assertThat(delete("{}", List.of("demo/web", "demo/db")))
                .isEqualTo(new Verdict.Denied(
                        403,
                        "Forbidden",
                        "Slipway is not removed, because there are virtual machines: demo/db, demo/web. Delete them"
                                + " first, or set spec.uninstallStrategy of the KubeVirt resource to RemoveWorkloads.",
                        List.of()));
        assertThat(delete("{\"uninstallStrategy\": \"BlockUninstallIfWorkloadsExist\"}", List.of("demo/web")))
                .isInstanceOf(Verdict.Denied.class);
    }

    @Test
    void installation_without_machines_goes() {
        assertThat(delete("{}", List.of())).isInstanceOf(Verdict.Allowed.class);
    }

    @Test
    void machines_go_where_the_strategy_says_so() {
        assertThat(delete("{\"uninstallStrategy\": \"RemoveWorkloads\"}", List.of("demo/web")))
                .isInstanceOf(Verdict.Allowed.class);
    }

    @Test
    void long_list_ends_with_the_number_of_the_others() {
        List<String> many =
                IntStream.range(100, 150).mapToObj(n -> "demo/vm" + n).toList();

        assertThat(UninstallReview.hindrance("", many).orElseThrow())
                .contains("demo/vm100", "demo/vm119 and 30 more.")
                .doesNotContain("demo/vm120");
    }

    /** Each machine is known as itself and as its instance. */
    private static Verdict delete(String spec, List<String> machines) {
        Review review = new Review(
                "kubevirt.io",
                "v1",
                "kubevirts",
                "",
                Review.Operation.DELETE,
                "slipway",
                "kubevirt",
                null,
                json("{\"spec\": " + spec + "}"),
                "admin",
                List.of(),
                false);
        return Admission.review(review, new Machines(machines));
    }

    private static final class Machines extends EmptyCluster {
        private final List<String> names;

        Machines(List<String> names) {
            this.names = names;
        }

        @Override
        public List<JsonNode> list(String group, String resource, String namespace) {
            return names.stream()
                    .map(name -> name.split("/"))
                    .map(name -> json(
                            "{\"metadata\": {\"namespace\": \"%s\", \"name\": \"%s\"}}".formatted(name[0], name[1])))
                    .toList();
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
