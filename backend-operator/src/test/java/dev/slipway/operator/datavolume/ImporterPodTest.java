package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.ImportProxyBuilder;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** docs/contracts.md §5. */
class ImporterPodTest {
    private static final DiskSize SIZE = new DiskSize(2_000_000_000, 1_073_741_824, false);

    @Test
    void an_import_is_asked_for_in_the_environment() throws JsonProcessingException {
        Pod pod = pod(Samples.from("{http: {url: 'https://images.test/d.qcow2', checksum: 'sha256:00', "
                + "extraHeaders: ['X-A: b'], secretRef: login, certConfigMap: ca}}"));
        Container importer = pod.getSpec().getContainers().getFirst();
        assertThat(pod.getMetadata().getName()).isEqualTo("importer-root");
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("app", "containerized-data-importer")
                .containsEntry("cdi.kubevirt.io", "importer");
        assertThat(importer.getCommand()).containsExactly("/usr/bin/slipway-importer", "import");
        JsonNode request = new ObjectMapper().readTree(environment(importer, "SLIPWAY_IMPORT"));
        assertThat(request.path("size").asLong()).isEqualTo(SIZE.disk());
        JsonNode http = request.path("source").path("http");
        assertThat(http.path("url").asText()).isEqualTo("https://images.test/d.qcow2");
        assertThat(http.path("checksum").asText()).isEqualTo("sha256:00");
        assertThat(http.path("extraHeaders").path(0).asText()).isEqualTo("X-A: b");
        assertThat(http.path("secretDir").asText()).isEqualTo("$(SLIPWAY_SECRET_DIR)");
        assertThat(mounts(importer)).contains(environment(importer, "SLIPWAY_SECRET_DIR"));
        assertThat(mounts(importer)).contains(environment(importer, "SLIPWAY_CA_DIR"));
        assertThat(mounts(importer)).contains(environment(importer, "SLIPWAY_DATA"));
    }

    @Test
    void directories_are_known_before_the_request_that_names_them() {
        Container importer = pod(Samples.from("{http: {url: 'https://images.test/d', secretRef: login}}"))
                .getSpec()
                .getContainers()
                .getFirst();
        assertThat(importer.getEnv().getLast().getName()).isEqualTo("SLIPWAY_IMPORT");
    }

    @Test
    void an_object_is_asked_for_by_its_kind_of_bucket() throws JsonProcessingException {
        Container importer = pod(Samples.from("{s3: {url: 'https://s3.test/b/k', secretRef: keys, certConfigMap: ca}}"))
                .getSpec()
                .getContainers()
                .getFirst();
        assertThat(importer.getCommand()).endsWith("import");
        assertThat(request(importer).at("/source/s3/url").asText()).isEqualTo("https://s3.test/b/k");
        assertThat(request(importer).at("/source/s3/secretDir").asText()).isEqualTo("$(SLIPWAY_SECRET_DIR)");
        assertThat(mounts(importer)).contains(environment(importer, "SLIPWAY_CA_DIR"));
        Container google = pod(Samples.from("{gcs: {url: 'gs://b/k'}}"))
                .getSpec()
                .getContainers()
                .getFirst();
        assertThat(request(google).at("/source/gcs").toString()).isEqualTo("{\"url\":\"gs://b/k\"}");
    }

    @Test
    void a_proxy_is_for_what_comes_from_outside() {
        ImporterSettings settings = ImporterSettings.of("slipway.dev/importer:test")
                .under(CDIConfigSpecBuilder.builder()
                        .importProxy(ImportProxyBuilder.builder()
                                .httpProxy("http://me:$(SLIPWAY_RUN)@proxy:3128")
                                .httpsProxy("")
                                .noProxy(".cluster.local")
                                .trustedCAProxy("proxy-ca")
                                .build())
                        .build());
        Pod pod = pod(Samples.from("{http: {url: 'https://images.test/d'}}"), Optional.empty(), settings);
        Container importer = pod.getSpec().getContainers().getFirst();
        assertThat(environment(importer, "http_proxy")).isEqualTo("http://me:$$(SLIPWAY_RUN)@proxy:3128");
        assertThat(environment(importer, "no_proxy")).isEqualTo(".cluster.local");
        assertThat(importer.getEnv()).noneMatch(variable -> "https_proxy".equals(variable.getName()));
        assertThat(mounts(importer)).contains(environment(importer, "SLIPWAY_PROXY_CA_DIR"));
        assertThat(pod.getSpec().getVolumes())
                .anyMatch(volume -> volume.getConfigMap() != null
                        && "import-proxy-cm-root".equals(volume.getConfigMap().getName()));
        assertThat(importer.getEnv().getLast().getName()).isEqualTo("SLIPWAY_IMPORT");

        Container taking = pod(Samples.from("{upload: {}}"), Optional.empty(), settings)
                .getSpec()
                .getContainers()
                .getFirst();
        assertThat(taking.getEnv()).noneMatch(variable -> variable.getName().endsWith("_proxy"));
    }

    @Test
    void a_url_cannot_name_a_variable() {
        Container importer = pod(Samples.from("{http: {url: 'https://images.test/$(SLIPWAY_RUN)'}}"))
                .getSpec()
                .getContainers()
                .getFirst();
        assertThat(environment(importer, "SLIPWAY_IMPORT")).contains("/$$(SLIPWAY_RUN)");
    }

    @Test
    void an_importer_has_no_rights() {
        Pod pod = pod(Samples.from("{blank: {}}"));
        Container importer = pod.getSpec().getContainers().getFirst();
        assertThat(importer.getCommand()).endsWith("blank");
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(107);
        assertThat(importer.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
    }

    @Test
    void an_upload_listens_with_a_certificate() {
        Pod pod = pod(Samples.from("{upload: {}}"));
        Container importer = pod.getSpec().getContainers().getFirst();
        assertThat(pod.getMetadata().getName()).isEqualTo("cdi-upload-root");
        assertThat(importer.getPorts().getFirst().getContainerPort()).isEqualTo(8443);
        assertThat(importer.getReadinessProbe()).isNotNull();
        assertThat(mounts(importer)).contains(environment(importer, "SLIPWAY_TLS_DIR"));
    }

    @Test
    void a_clone_of_its_own_namespace_mounts_its_source_read_only() throws JsonProcessingException {
        Pod pod = pod(
                Samples.from("{pvc: {namespace: shop, name: golden}}"), Optional.of(source("shop", Optional.empty())));
        Container importer = pod.getSpec().getContainers().getFirst();
        assertThat(importer.getCommand()).endsWith("clone");
        assertThat(pod.getSpec().getHostNetwork()).isNull();
        assertThat(mounts(importer)).contains(environment(importer, "SLIPWAY_SOURCE"), "/data");
        assertThat(pod.getSpec().getVolumes())
                .filteredOn(volume -> "source".equals(volume.getName()))
                .allMatch(volume -> volume.getPersistentVolumeClaim().getReadOnly());
        assertThat(request(importer).at("/source/clone/claim").asText()).isEqualTo("shop/golden/golden-uid");
        assertThat(request(importer).at("/source/clone/url").isMissingNode()).isTrue();
    }

    @Test
    void a_clone_from_another_namespace_asks_the_pod_there() throws JsonProcessingException {
        DataVolume clone = Samples.from("{pvc: {namespace: images, name: golden}}");
        CloneSource source = source("images", Optional.empty());
        Pod server = ImporterPod.serving(clone, source, ImporterSettings.of("slipway.dev/importer:test"));
        assertThat(server.getMetadata().getNamespace()).isEqualTo("images");
        assertThat(server.getMetadata().getAnnotations())
                .containsEntry("cdi.kubevirt.io/ownedByDataVolume", "shop/root");
        Container serving = server.getSpec().getContainers().getFirst();
        assertThat(serving.getCommand()).endsWith("serve");
        assertThat(serving.getReadinessProbe()).isNotNull();
        assertThat(server.getSpec().getVolumes())
                .filteredOn(volume -> "source".equals(volume.getName()))
                .allMatch(volume -> volume.getPersistentVolumeClaim().getReadOnly());
        assertThat(mounts(serving)).doesNotContain("/data");

        server.setStatus(new PodStatusBuilder().withPodIP("10.1.2.3").build());
        Container importer = pod(clone, Optional.of(source("images", Optional.of(server))))
                .getSpec()
                .getContainers()
                .getFirst();
        JsonNode asked = request(importer).at("/source/clone");
        assertThat(asked.path("url").asText()).isEqualTo("https://10.1.2.3:8443");
        assertThat(asked.path("server").asText()).isEqualTo("cdi-clone-source-dv-uid.images.svc");
        assertThat(mounts(importer))
                .contains(environment(importer, "SLIPWAY_TLS_DIR"))
                .doesNotContain("/source");
    }

    private static CloneSource source(String namespace, Optional<Pod> server) {
        PersistentVolumeClaim claim = new PersistentVolumeClaimBuilder(Samples.claim("Bound", "other"))
                .editMetadata()
                .withName("golden")
                .withNamespace(namespace)
                .withUid("golden-uid")
                .endMetadata()
                .build();
        return new CloneSource(
                new ObjectKey(namespace, "golden"), Optional.of(claim), Optional.empty(), List.of(), server);
    }

    private static JsonNode request(Container importer) throws JsonProcessingException {
        return new ObjectMapper().readTree(environment(importer, "SLIPWAY_IMPORT"));
    }

    @Test
    void long_names_stay_within_the_limit() {
        String name = "d".repeat(253);
        assertThat(DataVolumeNames.pod(name, new Filling.Blank())).hasSize(253);
        assertThat(DataVolumeNames.pod(name, new Filling.Blank()))
                .isNotEqualTo(DataVolumeNames.pod("d".repeat(252) + "e", new Filling.Blank()));
    }

    private static Pod pod(DataVolume volume) {
        return pod(volume, Optional.empty());
    }

    private static Pod pod(DataVolume volume, Optional<CloneSource> source) {
        return pod(volume, source, ImporterSettings.of("slipway.dev/importer:test"));
    }

    private static Pod pod(DataVolume volume, Optional<CloneSource> source, ImporterSettings settings) {
        return ImporterPod.of(
                volume,
                Samples.claim("Bound", "dv-uid"),
                new DataVolumeDecision.MakePod(Filling.of(volume).orElseThrow(), SIZE),
                settings,
                source,
                Optional.empty());
    }

    private static String environment(Container container, String name) {
        return container.getEnv().stream()
                .filter(variable -> name.equals(variable.getName()))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static java.util.List<String> mounts(Container container) {
        return container.getVolumeMounts().stream()
                .map(VolumeMount::getMountPath)
                .toList();
    }
}
