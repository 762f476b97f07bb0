package dev.slipway.standalone.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.OpenAccess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Pods see of Secrets, while these come, change and go. */
class PodVolumesTest {
    @TempDir
    private Path directory;

    private ApiServer server;
    private KubernetesClient client;
    private PodVolumes volumes;
    private PodDirectory place;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(OpenAccess.settings(directory.resolve("state.db")));
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(server.address().toString())
                        .build())
                .build();
        volumes = new PodVolumes(client, false);
        place = PodDirectory.of(directory.resolve("kubelet"), "4f2b3a8e-0000-4000-8000-000000000001");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void a_pod_waits_for_its_secret() {
        assertThatThrownBy(() -> volumes.mount(pod(), place))
                .isInstanceOf(PodVolumes.NotReady.class)
                .hasMessage("secret \"keys\" not found");
    }

    @Test
    void a_running_pod_sees_what_a_secret_has_become() throws Exception {
        Secret secret = client.resource(keys("one")).create();
        assertThat(content()).hasContent("one");
        client.resource(new SecretBuilder(secret)
                        .withStringData(Map.of("key", "two"))
                        .build())
                .update();
        assertThat(content()).hasContent("two");
    }

    @Test
    void a_running_pod_keeps_what_it_had_of_a_secret_that_is_gone() throws Exception {
        Secret secret = client.resource(keys("one")).create();
        assertThat(content()).hasContent("one");
        client.resource(secret).delete();
        assertThat(content()).hasContent("one");
    }

    @Test
    void only_pods_with_files_from_the_api_are_looked_at_again() {
        assertThat(PodVolumes.changes(pod())).isTrue();
        assertThat(PodVolumes.changes(new PodBuilder(pod())
                        .editSpec()
                        .withVolumes()
                        .addNewVolume()
                        .withName("run")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .endVolume()
                        .endSpec()
                        .build()))
                .isFalse();
    }

    private Path content() throws Exception {
        return volumes.mount(pod(), place).getFirst().path().resolve("key");
    }

    private static Secret keys(String value) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("keys")
                .withNamespace("default")
                .endMetadata()
                .withStringData(Map.of("key", value))
                .build();
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace("default")
                .withUid("4f2b3a8e-0000-4000-8000-000000000001")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("keys-access-cred")
                .withNewSecret()
                .withSecretName("keys")
                .endSecret()
                .endVolume()
                .endSpec()
                .build();
    }
}
