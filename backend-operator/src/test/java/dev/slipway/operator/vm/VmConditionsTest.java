package dev.slipway.operator.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VmConditionsTest {
    private static final VirtualMachineInstanceCondition MIGRATABLE = condition("LiveMigratable", "");
    private static final VirtualMachineInstanceCondition AGENT = condition("AgentConnected", "");

    @Test
    void a_stopped_machine_keeps_what_holds_without_a_guest() {
        VmConditions running = new VmConditions(null, Instant.EPOCH);
        running.follow(Optional.of(List.of(condition("Ready", ""), MIGRATABLE, AGENT)));
        assertThat(running.list())
                .extracting(VirtualMachineCondition::type)
                .containsExactlyInAnyOrder("Ready", "LiveMigratable", "AgentConnected");

        VmConditions stopped = new VmConditions(running.list(), Instant.EPOCH);
        stopped.follow(Optional.empty());
        assertThat(stopped.list())
                .extracting(condition -> condition.type() + " " + condition.status() + " " + condition.reason())
                .containsExactlyInAnyOrder("Ready False VMINotExists", "LiveMigratable True ");
    }

    @Test
    void what_the_instance_no_longer_says_the_machine_no_longer_says() {
        VmConditions before = new VmConditions(null, Instant.EPOCH);
        before.follow(Optional.of(List.of(MIGRATABLE)));
        VmConditions after = new VmConditions(before.list(), Instant.EPOCH);
        after.follow(Optional.of(List.of()));
        assertThat(after.list()).extracting(VirtualMachineCondition::type).containsExactly("Ready");
    }

    private static VirtualMachineInstanceCondition condition(String type, String reason) {
        return new VirtualMachineInstanceCondition(null, null, null, reason, "True", type, null);
    }
}
