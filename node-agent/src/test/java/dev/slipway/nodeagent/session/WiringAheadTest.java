package dev.slipway.nodeagent.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.nodeagent.netns.Netns;
import dev.slipway.nodeagent.netns.TestNetworks;
import dev.slipway.nodeagent.pod.LauncherProcess;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.wiring.TestInstances;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Pod whose launcher has started in a namespace of its own and does not listen yet. */
class WiringAheadTest {
    private static final String INSTANCE_UID = "4f2b3a8e-0000-4000-8000-000000000001";
    private static final String POD_UID = "0c1d2e3f-0000-4000-8000-00000000000a";

    @TempDir
    Path directory;

    private final Networks wired = new Networks();
    private final WiringAhead ahead = new WiringAhead("shop/virt-launcher-web", wired);
    private TestNetworks networks;
    private int asked;

    @BeforeEach
    void open() throws IOException {
        networks = new TestNetworks();
    }

    @AfterEach
    void close() throws Exception {
        networks.close();
    }

    @Test
    void a_guest_is_wired_for_its_launchers_user_before_the_launcher_listens() throws Exception {
        long pid = startLauncher(networks.namespace("pod"));
        look(pod());
        ahead.await();
        assertThat(wired.processes).containsExactly(new LauncherProcess(pid, 107));
    }

    @Test
    void it_is_tried_once_and_what_failed_is_left_to_the_launchers_own_turn() throws Exception {
        wired.broken = true;
        startLauncher(networks.namespace("pod"));
        look(pod());
        look(pod());
        ahead.await();
        assertThat(wired.processes).hasSize(1);
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void others_wait_for_the_end_of_what_was_begun() throws Exception {
        wired.gate = new CountDownLatch(1);
        startLauncher(networks.namespace("pod"));
        look(pod());
        Thread opener = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            wired.gate.countDown();
        });
        ahead.await();
        assertThat(wired.processes).hasSize(1);
        opener.join();
    }

    @Test
    void nothing_is_asked_before_the_launcher_has_a_process() throws Exception {
        look(pod());
        Files.createDirectories(container());
        look(pod());
        ahead.await();
        assertThat(asked).isZero();
        startLauncher(networks.namespace("pod"));
        look(pod());
        ahead.await();
        assertThat(wired.processes).hasSize(1);
    }

    @Test
    void a_launcher_in_the_network_of_the_host_waits_for_its_pods_address() throws Exception {
        note(ProcessHandle.current().pid());
        look(pod());
        ahead.await();
        assertThat(asked).isZero();
    }

    @Test
    void a_pod_that_does_not_carry_the_guest_is_not_wired() throws Exception {
        startLauncher(networks.namespace("pod"));
        Pod other = new PodBuilder(pod())
                .editMetadata()
                .withName("virt-launcher-web-other")
                .endMetadata()
                .build();
        look(other);
        ahead.await();
        assertThat(asked).isEqualTo(1);
        assertThat(wired.processes).isEmpty();
    }

    private void look(Pod pod) {
        ahead.look(new FollowedPod(pod), new PodFiles(directory, pod, true), () -> {
            asked++;
            return Optional.of(instance());
        });
    }

    private long startLauncher(Netns namespace) throws Exception {
        Process launcher = networks.start(namespace, directory.resolve("launcher.log"), "sleep", "600");
        Path own = Path.of("/proc/" + launcher.pid() + "/ns/net");
        while (Files.readSymbolicLink(own).equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")))) {
            Thread.sleep(5);
        }
        note(launcher.pid());
        return launcher.pid();
    }

    /** As the kubelet of standalone notes it. */
    private void note(long pid) throws IOException {
        Files.writeString(Files.createDirectories(container()).resolve("pid"), pid + "\n");
    }

    private Path container() {
        return directory.resolve("pods/" + POD_UID + "/containers/compute");
    }

    private static VirtualMachineInstance instance() {
        return TestInstances.withNic("{name: default, masquerade: {}}", "{name: default, pod: {}}");
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(LauncherNames.pod("web", INSTANCE_UID))
                .withNamespace("shop")
                .withUid(POD_UID)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName(LauncherNames.CONTAINER)
                .withNewSecurityContext()
                .withRunAsUser(107L)
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
    }

    /** Notes who was wired. */
    private static final class Networks implements PodNetworks {
        private final List<LauncherProcess> processes = new ArrayList<>();
        private CountDownLatch gate = new CountDownLatch(0);
        private boolean broken;

        @Override
        public WiringPlan wire(VirtualMachineInstance vmi, Pod pod, LauncherProcess process) throws IOException {
            try {
                assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            processes.add(process);
            if (broken) {
                throw new IOException("the kernel refuses");
            }
            return new WiringPlan(List.of(), List.of());
        }

        @Override
        public void unwire(Pod pod, String interfaceName) {}

        @Override
        public void release(String podUid) {}
    }
}
