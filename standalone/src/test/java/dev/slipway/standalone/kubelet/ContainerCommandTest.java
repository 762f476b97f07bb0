package dev.slipway.standalone.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerCommandTest {
    private static final LocalImage IMAGE = new LocalImage(
            "slipway.dev/launcher", "/usr/bin/slipway-launcher", List.of("java", "-jar", "l.jar"), Map.of("A", "1"));
    private static final List<MountedVolume> VOLUMES =
            List.of(new MountedVolume("run", Path.of("/h/run")), new MountedVolume("root", Path.of("/h/root")));

    @Test
    void program_of_the_image_takes_the_place_of_its_entrypoint() {
        assertThat(command(container().build(), Optional.empty(), false).arguments())
                .containsExactly("java", "-jar", "l.jar", "--run-dir", "/h/run", "--disk", "/h/root/disk.img");
    }

    @Test
    void paths_below_a_mount_are_those_of_this_machine() {
        Container container = container()
                .addNewEnv()
                .withName("WHERE")
                .withValue("/var/run/slipway-disks/root")
                .endEnv()
                .addNewEnv()
                .withName("ELSE")
                .withValue("/var/run/slipway-disks/rootless")
                .endEnv()
                .build();
        assertThat(command(container, Optional.empty(), false).environment())
                .containsEntry("WHERE", "/h/root")
                .containsEntry("ELSE", "/var/run/slipway-disks/rootless")
                .containsEntry("A", "1")
                .containsEntry("POD_IP", "10.1.2.3");
    }

    @Test
    void variables_are_put_into_later_ones() {
        Container container = container()
                .addNewEnv()
                .withName("WHERE")
                .withValue("/var/run/slipway-disks/root")
                .endEnv()
                .addNewEnv()
                .withName("TEXT")
                .withValue("{\"dir\":\"$(WHERE)\",\"price\":\"$$(WHERE)\",\"else\":\"$(ELSE)$5\"}")
                .endEnv()
                .build();
        assertThat(command(container, Optional.empty(), false).environment())
                .containsEntry("TEXT", "{\"dir\":\"/h/root\",\"price\":\"$(WHERE)\",\"else\":\"$(ELSE)$5\"}");
    }

    @Test
    void root_takes_on_the_user_of_the_pod_inside_its_network_namespace() {
        assertThat(command(container().build(), Optional.of(Path.of("/run/netns/n1")), true)
                        .arguments())
                .startsWith("nsenter", "--net=/run/netns/n1", "--", "setpriv", "--reuid=107", "--regid=107")
                .contains("--no-new-privs", "--bounding-set=-all");
    }

    @Test
    void last_words_go_to_the_mounted_file() {
        assertThat(command(container().build(), Optional.empty(), false).terminationMessage())
                .isEqualTo(Path.of("/h/run/termination"));
    }

    @Test
    void image_is_known_by_name_whatever_its_tag() {
        assertThat(IMAGE.isNamed("slipway.dev/launcher:0.1.0")).isTrue();
        assertThat(IMAGE.isNamed("slipway.dev/launcher@sha256:00")).isTrue();
        assertThat(IMAGE.isNamed("slipway.dev/launcher")).isTrue();
        assertThat(IMAGE.isNamed("other:5000/slipway.dev/launcher")).isFalse();
    }

    private static ContainerBuilder container() {
        return new ContainerBuilder()
                .withName("compute")
                .withImage("slipway.dev/launcher:0.1.0")
                .withCommand("/usr/bin/slipway-launcher", "--run-dir", "/var/run/slipway")
                .withArgs("--disk", "/var/run/slipway-disks/root/disk.img")
                .withTerminationMessagePath("/var/run/slipway/termination")
                .addNewVolumeMount()
                .withName("run")
                .withMountPath("/var/run/slipway")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("root")
                .withMountPath("/var/run/slipway-disks/root")
                .endVolumeMount();
    }

    private static ContainerCommand command(Container container, Optional<Path> netns, boolean root) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("virt-launcher-a")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNewSecurityContext()
                .withRunAsUser(107L)
                .withRunAsGroup(107L)
                .endSecurityContext()
                .endSpec()
                .build();
        return ContainerCommand.of(pod, container, IMAGE, VOLUMES, Path.of("/h/container"), netns, root, "10.1.2.3");
    }
}
