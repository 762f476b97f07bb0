package dev.slipway.machine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VMIMConfigurationOptionsBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStateBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatusBuilder;
import dev.slipway.machine.pod.LauncherNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Who may run a guest that moves, and what its nodes do one after another. */
final class MigrationStepsTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final String FIRST = LauncherNames.pod("web", "vmi-1");

    @Test
    void guest_is_the_first_pods_until_it_has_ever_moved() {
        VirtualMachineInstance instance = instance("a", null);
        assertThat(Carrier.pod(instance)).isEqualTo(FIRST);
        assertThat(Carrier.role(instance, FIRST)).isEqualTo(Carrier.Role.CARRIER);
        assertThat(Carrier.role(instance, "other")).isEqualTo(Carrier.Role.NONE);
    }

    @Test
    void node_name_alone_says_whose_the_guest_is() {
        VirtualMachineInstanceMigrationState move = move().build();
        assertThat(Carrier.role(instance("a", move), FIRST)).isEqualTo(Carrier.Role.CARRIER);
        assertThat(Carrier.role(instance("a", move), "target")).isEqualTo(Carrier.Role.TARGET);
        assertThat(Carrier.role(instance("b", move), FIRST)).isEqualTo(Carrier.Role.FORMER);
        assertThat(Carrier.role(instance("b", move), "target")).isEqualTo(Carrier.Role.CARRIER);
    }

    @Test
    void target_of_a_failed_migration_has_nothing_to_do_with_the_guest() {
        VirtualMachineInstanceMigrationState failed = move().failed(true).build();
        assertThat(Carrier.role(instance("a", failed), "target")).isEqualTo(Carrier.Role.NONE);
        assertThat(Carrier.pod(instance("a", failed))).isEqualTo(FIRST);
    }

    @Test
    void nothing_is_sent_before_the_instance_says_that_it_has_begun() {
        VirtualMachineInstanceMigrationState unready = move().build();
        assertThat(step(unready, Optional.empty())).isEqualTo(new SourceStep.Nothing());
        VirtualMachineInstanceMigrationState ready =
                move().targetNodeAddress("10.0.0.2").build();
        assertThat(step(ready, Optional.empty()))
                .isInstanceOfSatisfying(
                        SourceStep.Write.class,
                        write -> assertThat(write.next().startTimestamp()).isEqualTo("2026-11-29T12:00:00Z"));
        assertThat(step(begun().build(), Optional.empty())).isEqualTo(new SourceStep.Send());
    }

    @Test
    void what_is_unwanted_before_it_began_never_begins() {
        VirtualMachineInstanceMigrationState move =
                move().targetNodeAddress("10.0.0.2").abortRequested(true).build();
        assertThat(step(move, Optional.empty())).isEqualTo(new SourceStep.Nothing());
    }

    @Test
    void guest_is_handed_over_when_all_of_it_is_at_the_target() {
        assertThat(step(begun().build(), Optional.of(way("active")))).isEqualTo(new SourceStep.Nothing());
        assertThat(step(begun().build(), Optional.of(way("completed"))))
                .isInstanceOfSatisfying(
                        SourceStep.HandOver.class,
                        over -> assertThat(over.next().completed()).isTrue());
    }

    @Test
    void guest_that_has_left_is_handed_over_even_if_it_is_unwanted_or_its_launcher_is_gone() {
        SourceStep step = SourceStep.of(
                instance("a", begun().abortRequested(true).build()),
                facts(Optional.of(way("completed")), Optional.of("killed")));
        assertThat(step).isInstanceOf(SourceStep.HandOver.class);
    }

    @Test
    void after_post_copy_the_migration_ends_when_the_rest_has_moved() {
        assertThat(step(begun().build(), Optional.of(way("postcopy-active"))))
                .isInstanceOfSatisfying(SourceStep.HandOver.class, over -> {
                    assertThat(over.next().mode()).isEqualTo("PostCopy");
                    assertThat(over.next().completed()).isNull();
                });
        SourceStep end = SourceStep.of(
                instance("b", begun().mode("PostCopy").build()),
                facts(Optional.of(way("completed")), Optional.empty()));
        assertThat(end)
                .isInstanceOfSatisfying(
                        SourceStep.Write.class,
                        write -> assertThat(write.next().completed()).isTrue());
    }

    @Test
    void guest_stays_with_a_reason_when_it_could_not_leave() {
        assertThat(step(begun().build(), Optional.of(way("failed"))))
                .isInstanceOfSatisfying(SourceStep.Stay.class, stay -> {
                    assertThat(stay.next().failed()).isTrue();
                    assertThat(stay.next().failureReason()).contains("no route");
                    assertThat(stay.resume()).isFalse();
                });
        assertThat(step(begun().mode("Paused").build(), Optional.of(way("failed"))))
                .isInstanceOfSatisfying(
                        SourceStep.Stay.class, stay -> assertThat(stay.resume()).isTrue());
    }

    @Test
    void abort_is_asked_for_and_then_told() {
        VirtualMachineInstanceMigrationState unwanted =
                begun().abortRequested(true).build();
        assertThat(step(unwanted, Optional.of(way("active")))).isEqualTo(new SourceStep.Cancel());
        assertThat(step(unwanted, Optional.of(way("cancelled"))))
                .isInstanceOfSatisfying(
                        SourceStep.Stay.class,
                        stay -> assertThat(stay.next().abortStatus()).isEqualTo("Succeeded"));
    }

    @Test
    void what_the_launcher_never_took_is_over_when_it_is_unwanted_or_a_minute_has_passed() {
        assertThat(step(begun().abortRequested(true).build(), Optional.empty())).isInstanceOf(SourceStep.Stay.class);
        assertThat(step(begun().startTimestamp("2026-11-29T11:58:00Z").build(), Optional.empty()))
                .isInstanceOf(SourceStep.Stay.class);
        SourceStep blind = SourceStep.of(
                instance("a", begun().abortRequested(true).build()),
                new SourceStep.Facts(FIRST, false, Optional.empty(), Optional.empty(), Duration.ZERO, 1, NOW));
        assertThat(blind).as("a launcher that cannot be asked may be sending").isEqualTo(new SourceStep.Nothing());
    }

    @Test
    void what_takes_too_long_is_helped_as_far_as_the_rules_allow() {
        assertThat(late(options -> options)).isInstanceOf(MigrationWatch.GiveUp.class);
        assertThat(late(options -> options.allowWorkloadDisruption(true))).isEqualTo(new MigrationWatch.PauseGuest());
        assertThat(late(options -> options.allowWorkloadDisruption(true).allowPostCopy(true)))
                .isEqualTo(new MigrationWatch.GoPostCopy());
    }

    @Test
    void more_memory_may_take_longer() {
        var options = VMIMConfigurationOptionsBuilder.builder()
                .completionTimeoutPerGiB(10L)
                .build();
        Duration running = Duration.ofSeconds(30);
        assertThat(MigrationWatch.of(options, new MigrationWatch.Progress(running, Duration.ZERO, 8L << 30, false)))
                .isEqualTo(new MigrationWatch.Wait());
        assertThat(MigrationWatch.of(options, new MigrationWatch.Progress(running, Duration.ZERO, 1L << 30, false)))
                .isInstanceOf(MigrationWatch.GiveUp.class);
    }

    @Test
    void no_progress_for_too_long_is_given_up() {
        var options =
                VMIMConfigurationOptionsBuilder.builder().progressTimeout(20L).build();
        assertThat(MigrationWatch.of(
                        options, new MigrationWatch.Progress(Duration.ofSeconds(60), Duration.ofSeconds(20), 1, false)))
                .isInstanceOf(MigrationWatch.GiveUp.class);
    }

    private static MigrationWatch late(UnaryOperator<VMIMConfigurationOptionsBuilder> allowed) {
        return MigrationWatch.of(
                allowed.apply(VMIMConfigurationOptionsBuilder.builder().completionTimeoutPerGiB(10L))
                        .build(),
                new MigrationWatch.Progress(Duration.ofSeconds(11), Duration.ZERO, 1, false));
    }

    private static SourceStep step(VirtualMachineInstanceMigrationState move, Optional<Way> way) {
        return SourceStep.of(instance("a", move), facts(way, Optional.empty()));
    }

    private static SourceStep.Facts facts(Optional<Way> way, Optional<String> end) {
        return new SourceStep.Facts(FIRST, true, way, end, Duration.ZERO, 1, NOW);
    }

    private static Way way(String status) {
        return new Way("m-1", false, "moving", status, "no route", 1, 1, 1, 0, 0, 0, 1, 0);
    }

    private static VirtualMachineInstanceMigrationStateBuilder move() {
        return VirtualMachineInstanceMigrationStateBuilder.builder()
                .migrationUid("m-1")
                .sourceNode("a")
                .sourcePod(FIRST)
                .targetNode("b")
                .targetPod("target");
    }

    private static VirtualMachineInstanceMigrationStateBuilder begun() {
        return move().targetNodeAddress("10.0.0.2").startTimestamp("2026-11-29T11:59:50Z");
    }

    private static VirtualMachineInstance instance(
            String node, @org.jspecify.annotations.Nullable VirtualMachineInstanceMigrationState move) {
        VirtualMachineInstance instance = new VirtualMachineInstance();
        instance.getMetadata().setName("web");
        instance.getMetadata().setUid("vmi-1");
        instance.setStatus(VirtualMachineInstanceStatusBuilder.builder()
                .nodeName(node)
                .phase("Running")
                .migrationState(move)
                .build());
        return instance;
    }
}
