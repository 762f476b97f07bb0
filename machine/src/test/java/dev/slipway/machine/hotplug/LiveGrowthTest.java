package dev.slipway.machine.hotplug;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class LiveGrowthTest {
    private static final KubeVirtConfiguration LIVE =
            KubeVirtConfigurationBuilder.builder().build();
    private static final String MOVABLE = "{type: LiveMigratable, status: 'True'}";

    @Test
    void more_sockets_reach_the_guest_with_what_they_ask_of_the_node() {
        VirtualMachineInstance running =
                guest("sockets: 1, cores: 2, maxSockets: 4", "1Gi", "requests: {cpu: '2'}", MOVABLE);
        LiveGrowth growth =
                LiveGrowth.processors(running, template("sockets: 3, cores: 2", "guest: 1Gi", "cpu: '2'"), LIVE);
        assertThat(growth).isInstanceOfSatisfying(LiveGrowth.Grows.class, grows -> {
            assertThat(text(grows, "/domain/cpu/sockets")).isEqualTo("3");
            assertThat(text(grows, "/domain/resources/requests/cpu")).isEqualTo("6");
        });
    }

    @Test
    void sockets_that_nobody_counted_are_those_of_the_start() {
        VirtualMachineInstance running = guest("sockets: 1, cores: 1, threads: 1, maxSockets: 4", "1Gi", "", MOVABLE);
        assertThat(LiveGrowth.processors(running, template("model: max", "guest: 1Gi", ""), LIVE))
                .isEqualTo(new LiveGrowth.Settled());
    }

    @Test
    void fewer_sockets_and_more_than_there_is_room_for_wait_for_a_restart() {
        VirtualMachineInstance running = guest("sockets: 2, maxSockets: 4", "1Gi", "", MOVABLE);
        assertThat(why(LiveGrowth.processors(running, template("sockets: 1", "guest: 1Gi", ""), LIVE)))
                .isEqualTo("Reduction of CPU socket count requires a restart");
        assertThat(why(LiveGrowth.processors(running, template("sockets: 5", "guest: 1Gi", ""), LIVE)))
                .contains("higher than the 4");
        KubeVirtConfiguration stage = KubeVirtConfigurationBuilder.builder()
                .vmRolloutStrategy("Stage")
                .build();
        assertThat(why(LiveGrowth.processors(running, template("sockets: 3", "guest: 1Gi", ""), stage)))
                .contains("Stage");
    }

    @Test
    void second_change_waits_for_the_first_in_the_words_of_kubevirt() {
        VirtualMachineInstance running =
                guest("sockets: 2, maxSockets: 4", "1Gi", "", MOVABLE + ", {type: HotVCPUChange, status: 'True'}");
        assertThat(LiveGrowth.processors(running, template("sockets: 3", "guest: 1Gi", ""), LIVE))
                .isEqualTo(new LiveGrowth.Waits(
                        "HotPlugCPUError",
                        "Error encountered while handling CPU change request: another CPU hotplug is in progress"));
    }

    @Test
    void more_memory_reaches_the_guest_and_never_less_than_at_its_start() {
        VirtualMachineInstance running = guest("sockets: 1", "2Gi", "requests: {memory: 2Gi}", MOVABLE);
        assertThat(LiveGrowth.memory(running, template("sockets: 1", "guest: 3Gi", "memory: 2Gi"), LIVE))
                .isInstanceOfSatisfying(LiveGrowth.Grows.class, grows -> {
                    assertThat(text(grows, "/domain/memory/guest")).isEqualTo("3Gi");
                    assertThat(text(grows, "/domain/resources/requests/memory")).isEqualTo("3Gi");
                });
        assertThat(LiveGrowth.memory(running, template("sockets: 1", "guest: 2048Mi", ""), LIVE))
                .isEqualTo(new LiveGrowth.Settled());
        assertThat(why(LiveGrowth.memory(running, template("sockets: 1", "guest: 512Mi", ""), LIVE)))
                .contains("lower than what the VM started with");
        assertThat(why(LiveGrowth.memory(running, template("sockets: 1", "guest: 5Gi", ""), LIVE)))
                .contains("above maxGuest");
        assertThat(why(LiveGrowth.memory(running, template("sockets: 1", "guest: 2049Mi", ""), LIVE)))
                .contains("multiple of 2Mi");
    }

    @Test
    void memory_below_a_limit_grows_by_a_migration_only() {
        String limited = "{type: LiveMigratable, status: 'False'}";
        VirtualMachineInstance running = guest("sockets: 1", "1Gi", "", limited);
        assertThat(LiveGrowth.memory(running, template("sockets: 1", "guest: 2Gi", ""), LIVE))
                .isInstanceOf(LiveGrowth.Grows.class);
        VirtualMachineInstance held = guest("sockets: 1", "1Gi", "limits: {memory: 1Gi}", limited);
        assertThat(why(LiveGrowth.memory(held, template("sockets: 1", "guest: 2Gi", ""), LIVE)))
                .contains("migratable");
    }

    @Test
    void description_without_what_grows_is_the_same_for_every_size() {
        assertThat(LiveGrowth.without(template("sockets: 1, model: max", "guest: 1Gi", "")))
                .isEqualTo(LiveGrowth.without(template("sockets: 2, model: max", "guest: 2Gi", "")))
                .isNotEqualTo(LiveGrowth.without(template("sockets: 1, cores: 2, model: max", "guest: 1Gi", "")));
    }

    @Test
    void limit_of_the_pod_holds_back_what_it_does_not_cover() {
        VirtualMachineInstance running = guest("sockets: 2", "1Gi", "", MOVABLE);
        assertThat(RoomToGrow.lacking(Map.of(), running)).isEmpty();
        assertThat(RoomToGrow.lacking(Map.of("cpu", new Quantity("2")), running))
                .isEmpty();
        assertThat(RoomToGrow.lacking(Map.of("cpu", new Quantity("1500m")), running))
                .get(InstanceOfAssertFactories.STRING)
                .contains("1500m cpu", "2 processors", "Migrate");
        // The guest's, and 200Mi of QEMU's own
        assertThat(RoomToGrow.lacking(Map.of("memory", new Quantity("1224Mi")), running))
                .isEmpty();
        assertThat(RoomToGrow.lacking(Map.of("memory", new Quantity("1223Mi")), running))
                .isPresent();
    }

    @Test
    void limit_that_the_instance_names_itself_is_enough_in_a_pod_that_has_it() {
        VirtualMachineInstance running = guest("sockets: 2", "1Gi", "limits: {cpu: 1500m}", MOVABLE);
        assertThat(RoomToGrow.lacking(Map.of("cpu", new Quantity("1500m")), running))
                .isEmpty();
        assertThat(RoomToGrow.lacking(Map.of("cpu", new Quantity("500m")), running))
                .isPresent();
    }

    private static String text(LiveGrowth.Grows grows, String pointer) {
        return new KubernetesSerialization()
                .convertValue(grows.spec(), JsonNode.class)
                .at(pointer)
                .asText();
    }

    private static String why(LiveGrowth growth) {
        return growth instanceof LiveGrowth.NeedsRestart later ? later.why() : growth.toString();
    }

    private static VirtualMachineInstanceSpec template(String cpu, String memory, String requests) {
        return Serialization.unmarshal(
                "domain: {cpu: {%s}, memory: {%s}, resources: {requests: {%s}}}".formatted(cpu, memory, requests),
                VirtualMachineInstanceSpec.class);
    }

    private static VirtualMachineInstance guest(String cpu, String memory, String resources, String conditions) {
        return Serialization.unmarshal(
                """
                metadata: {name: web, namespace: shop}
                spec: {domain: {cpu: {%s}, memory: {guest: %s, maxGuest: 4Gi}, resources: {%s}}}
                status:
                  phase: Running
                  conditions: [%s]
                  memory: {guestAtBoot: 1Gi, guestRequested: %s, guestCurrent: %s, memoryOverhead: 200Mi}
                """.formatted(cpu, memory, resources, conditions, memory, memory), VirtualMachineInstance.class);
    }
}
