package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processors and memory that a machine gets while it runs, as far as the operator brings them. */
class GrowthTest {
    private static final String MACHINE = """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: web, namespace: shop}
            spec:
              runStrategy: Always
              template:
                spec:
                  architecture: amd64
                  domain:
                    cpu: {sockets: 1, cores: 1, maxSockets: 4}
                    memory: {guest: 1Gi, maxGuest: 4Gi}
                    devices: {}
            """;

    @TempDir
    private static Path directory;

    private static OperatorCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = OperatorCluster.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void enter() {
        cluster.enterNewNamespace();
        cluster.create(MACHINE);
        cluster.awaitStatus("web", "Running");
        given(1, "1Gi");
    }

    @Test
    void more_processors_and_memory_reach_the_running_guest() {
        String uid = instance().getMetadata().getUid();
        change("{\"cpu\":{\"sockets\":2},\"memory\":{\"guest\":\"2Gi\"}}");
        cluster.eventually("its instance is told", () -> sockets() == 2 && guest().equals("2Gi"));
        cluster.eventually(
                "it is known to be on its way",
                () -> condition("HotVCPUChange").isPresent()
                        && condition("HotMemoryChange").isPresent());
        assertThat(instance().getMetadata().getAnnotations()).containsEntry("slipway.dev/sockets-at-boot", "1");

        change("{\"cpu\":{\"sockets\":3}}");
        cluster.eventually("the next change waits", () -> "HotPlugCPUError".equals(reason("Failure")));
        assertThat(sockets()).isEqualTo(2);
        given(2, "2Gi");
        cluster.eventually(
                "the next change follows",
                () -> sockets() == 3 && reason("Failure").isEmpty());
        given(3, "2Gi");
        cluster.eventually(
                "nothing is left to do",
                () -> condition("HotVCPUChange").isEmpty()
                        && condition("HotMemoryChange").isEmpty());
        assertThat(condition("RestartRequired")).isEmpty();
        assertThat(instance().getMetadata().getUid()).isEqualTo(uid);
        assertThat(instance().getMetadata().getAnnotations()).containsEntry("slipway.dev/sockets-at-boot", "1");
        assertThat(cluster.text(instance(), "/status/memory/guestAtBoot")).isEqualTo("1Gi");
    }

    @Test
    void what_cannot_change_while_it_runs_waits_for_a_restart_and_says_why() {
        change("{\"cpu\":{\"sockets\":5}}");
        cluster.eventually("it is told", () -> message("RestartRequired").contains("higher than the 4"));
        change("{\"cpu\":{\"sockets\":1},\"memory\":{\"guest\":\"512Mi\"}}");
        cluster.eventually("it is told", () -> message("RestartRequired").contains("lower than what the VM started"));
        change("{\"cpu\":{\"sockets\":2,\"cores\":2},\"memory\":{\"guest\":\"1Gi\"}}");
        cluster.eventually("it is told", () -> message("RestartRequired").contains("non-live-updatable field"));
        assertThat(sockets()).isEqualTo(1);
        change("{\"cpu\":{\"sockets\":1,\"cores\":1}}");
        cluster.eventually(
                "all is as it was", () -> condition("RestartRequired").isEmpty());
    }

    private static void change(String domain) {
        cluster.patchMachine("web", "{\"spec\":{\"template\":{\"spec\":{\"domain\":" + domain + "}}}}");
    }

    /** Says what a node-agent says of a guest that has got it. */
    private static void given(int sockets, String memory) {
        cluster.client()
                .resource(instance())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"currentCPUTopology\":{\"sockets\":%d,\"cores\":1,\"threads\":1},\"memory\":{\"guestAtBoot\":\"1Gi\",\"guestRequested\":\"%s\"}}}"
                                .formatted(sockets, memory));
    }

    private static VirtualMachineInstance instance() {
        return cluster.instance("web").orElseThrow();
    }

    private static long sockets() {
        return Long.parseLong(cluster.text(instance(), "/spec/domain/cpu/sockets"));
    }

    private static String guest() {
        return cluster.text(instance(), "/spec/domain/memory/guest");
    }

    private static Optional<VirtualMachineCondition> condition(String type) {
        return Optional.ofNullable(cluster.status("web").conditions()).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst();
    }

    private static String reason(String type) {
        return condition(type).map(VirtualMachineCondition::reason).orElse("");
    }

    private static String message(String type) {
        return condition(type).map(VirtualMachineCondition::message).orElse("");
    }
}
