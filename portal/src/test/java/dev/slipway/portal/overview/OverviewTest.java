package dev.slipway.portal.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.images.ImageRow;
import dev.slipway.portal.images.Images;
import dev.slipway.portal.machines.MachineRow;
import dev.slipway.portal.machines.MachineState;
import dev.slipway.portal.machines.OperatingSystem;
import dev.slipway.portal.machines.StateWord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverviewTest {
    @Test
    void machines_are_counted_by_what_they_do_and_lead_to_their_lists() {
        Overview overview = overview(
                "shop",
                List.of(
                        machine("web", StateWord.RUNNING),
                        machine("db", StateWord.RUNNING),
                        machine("new", StateWord.PROVISIONING),
                        machine("old", StateWord.STOPPED),
                        machine("bad", StateWord.ERROR)));

        assertThat(overview.counts()).extracting(Overview.Count::number).containsExactly(2, 1, 0, 1, 1);
        assertThat(overview.counts().getFirst().href()).isEqualTo("/machines?q=status:running&project=shop");
        assertThat(overview.counts().get(2).colour()).isEqualTo("off");
    }

    @Test
    void what_will_not_get_better_by_itself_is_named_with_the_reason() {
        Overview overview = overview("", List.of(machine("bad", StateWord.ERROR), machine("fine", StateWord.RUNNING)));

        assertThat(overview.concerns()).extracting(Overview.Concern::name).containsExactly("bad");
        assertThat(overview.concerns().getFirst().reason()).isEqualTo("its disk is gone");
    }

    @Test
    void long_list_of_concerns_is_cut_and_the_rest_counted() {
        List<MachineRow> machines = IntStream.range(0, 11)
                .mapToObj(number -> machine("bad-" + number, StateWord.ERROR))
                .toList();

        assertThat(overview("", machines).concerns()).hasSize(Overview.MOST_CONCERNS);
        assertThat(overview("", machines).moreConcerns()).isEqualTo(3);
    }

    @Test
    void project_sums_only_what_running_machines_hold() {
        Overview overview = overview("", List.of(machine("web", StateWord.RUNNING), machine("old", StateWord.STOPPED)));

        assertThat(overview.projects())
                .containsExactly(new Overview.ProjectSum("shop", 2, 1, 2, 1L << 30, 2 * (5L << 30)));
    }

    @Test
    void cluster_without_machines_and_images_is_empty() {
        assertThat(overview("", List.of()).empty()).isFalse();
        assertThat(Overview.of("", List.of(), List.of()).empty()).isTrue();
    }

    private static Overview overview(String project, List<MachineRow> machines) {
        ImageRow ready = Images.ready("shop", "debian", "3Gi");
        return Overview.of(project, machines, List.of(ready));
    }

    private static MachineRow machine(String name, StateWord word) {
        String reason = word == StateWord.ERROR ? "its disk is gone" : "";
        return new MachineRow(
                "vm-" + name,
                new ObjectKey("shop", name),
                new OperatingSystem("machine", ""),
                new MachineState(word, reason, OptionalDouble.empty(), Optional.empty(), List.of()),
                "",
                "",
                2,
                1L << 30,
                5L << 30,
                Instant.EPOCH,
                Map.of(),
                name);
    }
}
