package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.CDIConfig;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.DataImportCron;
import dev.slipway.api.cdi.DataImportCronStatus;
import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataSourceSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.StorageProfileSpecBuilder;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A DataImportCron that keeps its imports as snapshots, and DataVolumes of them, by real importers on the storage of standalone. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SnapshotImportTest {
    private static final int SIZE = 16 << 20;

    @TempDir
    private static Path directory;

    private static RegistryServer registry;
    private static ImageParts parts;
    private static ImageCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        registry = new RegistryServer();
        parts = ImageParts.start(directory, 0);
        cluster = new ImageCluster(directory, parts.address());
        cluster.eventually(
                "there is a CDIConfig",
                () -> cluster.client()
                                .resources(CDIConfig.class)
                                .withName("config")
                                .get()
                        != null);
        cluster.client().resources(CDIConfig.class).withName("config").edit(config -> {
            config.setSpec(CDIConfigSpecBuilder.builder()
                    .insecureRegistries(List.of(registry.host()))
                    .build());
            return config;
        });
        keepAs("snapshot");
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        parts.close();
        registry.close();
    }

    @Test
    @Order(1)
    void import_is_kept_as_a_snapshot_and_its_claim_goes() throws Exception {
        String first = registry.push("guests/debian", "13", layer(1));
        cluster.create("""
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataImportCron
            metadata: {name: debian, namespace: shop, labels: {instancetype.kubevirt.io/default-preference: debian}}
            spec:
              managedDataSource: debian
              schedule: '@every 4s'
              importsToKeep: 1
              retentionPolicy: None
              template:
                spec:
                  source: {registry: {url: 'docker://%s/guests/debian:13'}}
                  storage: {resources: {requests: {storage: 16Mi}}}
            """.formatted(registry.host()));
        cluster.eventually("the import is complete", () -> isAt(first));
        String name = name(first);
        assertThat(source().pvc()).isNull();
        assertThat(Objects.requireNonNull(source().snapshot()).name()).isEqualTo(name);
        assertThat(status().sourceFormat()).isEqualTo("snapshot");
        assertThat(Objects.requireNonNull(status().lastImportedPVC()).name()).isEqualTo(name);
        VolumeSnapshot snapshot = stored(VolumeSnapshot.class, name).orElseThrow();
        assertThat(snapshot.getSpec().volumeSnapshotClassName()).isEqualTo("local");
        assertThat(snapshot.getMetadata().getLabels())
                .containsEntry("cdi.kubevirt.io/dataImportCron", "debian")
                .containsEntry("instancetype.kubevirt.io/default-preference", "debian");
        assertThat(snapshot.getMetadata().getAnnotations())
                .containsEntry("cdi.kubevirt.io/storage.import.sourceVolumeMode", "Filesystem")
                .containsEntry("cdi.kubevirt.io/storage.import.advisedRestoreSize", "16Mi");
        cluster.eventually(
                "DataVolume and claim go",
                () -> stored(DataVolume.class, name).isEmpty() && claims("shop").isEmpty());
        cluster.eventually("the DataSource is ready", () -> "True Ready".equals(readiness()));
        assertThat(stored(DataSource.class, "debian")
                        .orElseThrow()
                        .getMetadata()
                        .getLabels())
                .containsEntry("instancetype.kubevirt.io/default-preference", "debian");
    }

    @Test
    @Order(2)
    void data_volume_of_the_same_size_is_restored_by_the_storage() throws Exception {
        volume("shop", "same", "storage: {}");
        assertThat(notes("shop", "same"))
                .containsEntry("cdi.kubevirt.io/cloneType", "snapshot")
                .containsEntry("k8s.io/CloneOf", "true");
        assertThat(cluster.running("same").orElseThrow().message()).isEqualTo("Clone Complete");
        assertThat(Files.readAllBytes(cluster.disk("shop", "same"))).isEqualTo(disk(1));
        assertThat(reasons("same"))
                .contains("CloneFromSnapshotSourceInProgress", "CloneSucceeded")
                .doesNotContain("CloneScheduled", "CloneInProgress");
    }

    @Test
    @Order(3)
    void larger_data_volume_is_restored_and_grows() throws Exception {
        volume("shop", "larger", "storage: {resources: {requests: {storage: 32Mi}}}");
        assertThat(notes("shop", "larger")).containsEntry("cdi.kubevirt.io/cloneType", "snapshot");
        assertThat(Files.readAllBytes(cluster.disk("shop", "larger"))).isEqualTo(Arrays.copyOf(disk(1), 32 << 20));
        assertThat(reasons("larger")).contains("PrepClaimInProgress", "CloneSucceeded");
        assertThat(claim("shop", "larger").getStatus().getCapacity().get("storage"))
                .isEqualTo(claim("shop", "larger")
                        .getSpec()
                        .getResources()
                        .getRequests()
                        .get("storage"));
    }

    @Test
    @Order(4)
    void data_volume_of_another_namespace_is_copied_and_nothing_is_left_beside_the_snapshot() throws Exception {
        volume("images", "far", "storage: {resources: {requests: {storage: 24Mi}}}");
        assertThat(notes("images", "far"))
                .containsEntry("cdi.kubevirt.io/cloneType", "copy")
                .hasEntrySatisfying(
                        "cdi.kubevirt.io/cloneFallbackReason",
                        reason -> assertThat(reason).contains("namespace shop"));
        assertThat(Files.readAllBytes(cluster.disk("images", "far"))).isEqualTo(Arrays.copyOf(disk(1), 24 << 20));
        cluster.eventually(
                "what was made beside the snapshot goes",
                () -> claims("shop").stream().noneMatch(name -> name.endsWith("-host-assisted-source-pvc"))
                        && cluster.pods("shop").stream()
                                .noneMatch(pod -> pod.getMetadata().getName().startsWith("cdi-clone-source-")));
    }

    @Test
    @Order(5)
    void claim_that_names_a_clone_of_a_snapshot_is_filled() throws Exception {
        cluster.create("""
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: VolumeCloneSource
            metadata: {name: of-debian, namespace: shop}
            spec: {source: {kind: VolumeSnapshot, name: %s}}
            """.formatted(Objects.requireNonNull(source().snapshot()).name()));
        cluster.create("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: named, namespace: shop}
            spec:
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 20Mi}}
              dataSourceRef: {apiGroup: cdi.kubevirt.io, kind: VolumeCloneSource, name: of-debian}
            """);
        cluster.eventually(
                "it is bound",
                () -> "Bound".equals(claim("shop", "named").getStatus().getPhase()));
        assertThat(Arrays.copyOf(Files.readAllBytes(cluster.disk("shop", "named")), SIZE))
                .isEqualTo(disk(1));
    }

    @Test
    @Order(6)
    void data_volume_waits_for_its_snapshot() throws Exception {
        cluster.create("""
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataVolume
            metadata: {name: early, namespace: shop}
            spec: {source: {snapshot: {namespace: shop, name: later}}, storage: {}}
            """);
        cluster.awaitReason("early", "CloneWithoutSource");
        assertThat(cluster.running("early").orElseThrow().message()).contains("snapshot shop/later");
        cluster.create("""
            apiVersion: snapshot.storage.k8s.io/v1
            kind: VolumeSnapshot
            metadata: {name: later, namespace: shop}
            spec: {source: {persistentVolumeClaimName: larger}}
            """);
        cluster.awaitPhase("early", "Succeeded");
        assertThat(Files.readAllBytes(cluster.disk("shop", "early"))).isEqualTo(Arrays.copyOf(disk(1), 32 << 20));
    }

    @Test
    @Order(7)
    void new_content_is_another_snapshot_and_the_one_before_goes() throws Exception {
        String old = Objects.requireNonNull(source().snapshot()).name() + "";
        String second = registry.push("guests/debian", "13", layer(2));
        cluster.eventually("the second import is complete", () -> isAt(second));
        assertThat(Objects.requireNonNull(source().snapshot()).name()).isEqualTo(name(second));
        cluster.eventually(
                "the first one goes", () -> stored(VolumeSnapshot.class, old).isEmpty());
        volume("shop", "newer", "storage: {}");
        assertThat(Files.readAllBytes(cluster.disk("shop", "newer"))).isEqualTo(disk(2));
    }

    @Test
    @Order(8)
    void snapshot_goes_when_imports_are_kept_as_claims() throws Exception {
        String snapshot = Objects.requireNonNull(source().snapshot()).name() + "";
        keepAs("pvc");
        cluster.eventually(
                "the content is in a claim",
                () -> source().pvc() != null && claims("shop").contains(snapshot) && "True Ready".equals(readiness()));
        assertThat(stored(VolumeSnapshot.class, snapshot)).isEmpty();
        assertThat(Arrays.copyOf(Files.readAllBytes(cluster.disk("shop", snapshot)), SIZE))
                .isEqualTo(disk(2));
        keepAs("snapshot");
        cluster.eventually(
                "and in a snapshot again", () -> source().snapshot() != null && "True Ready".equals(readiness()));
        cluster.eventually("the claim goes", () -> !claims("shop").contains(snapshot));
    }

    @Test
    @Order(9)
    void snapshots_go_with_the_cron() {
        cluster.client()
                .resources(DataImportCron.class)
                .inNamespace("shop")
                .withName("debian")
                .delete();
        cluster.eventually(
                "all that was made goes with it",
                () -> stored(DataSource.class, "debian").isEmpty()
                        && cluster
                                .client()
                                .resources(VolumeSnapshot.class)
                                .inNamespace("shop")
                                .list()
                                .getItems()
                                .stream()
                                .noneMatch(snapshot ->
                                        snapshot.getMetadata().getName().startsWith("debian-")));
        assertThat(claims("shop")).contains("same", "larger", "newer");
    }

    private static void keepAs(String format) {
        cluster.eventually(
                "there is a profile",
                () -> cluster.client()
                                .resources(StorageProfile.class)
                                .withName("local")
                                .get()
                                .getStatus()
                        != null);
        cluster.client().resources(StorageProfile.class).withName("local").edit(profile -> {
            profile.setSpec(StorageProfileSpecBuilder.builder()
                    .dataImportCronSourceFormat(format)
                    .build());
            return profile;
        });
    }

    /** Makes a DataVolume of the cron's DataSource, and waits until it is filled. */
    private static void volume(String namespace, String name, String storage) {
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata:
                  name: %s
                  namespace: %s
                  annotations: {slipway.dev/clone-source-namespaces: shop}
                spec: {sourceRef: {kind: DataSource, namespace: shop, name: debian}, %s}
                """.formatted(name, namespace, storage));
        cluster.eventually(
                "DataVolume " + name + " is filled",
                () -> "Succeeded"
                        .equals(cluster.client()
                                .resources(DataVolume.class)
                                .inNamespace(namespace)
                                .withName(name)
                                .get()
                                .getStatus()
                                .phase()));
    }

    private static byte[] disk(int seed) {
        byte[] disk = new byte[SIZE];
        new Random(seed).nextBytes(disk);
        return disk;
    }

    private static byte[] layer(int seed) throws Exception {
        Path image = Files.createTempDirectory(directory, "image");
        Files.createDirectory(image.resolve("disk"));
        Files.write(image.resolve("disk/guest.img"), disk(seed));
        ImageCluster.run(image, "tar", "-cf", "layer.tar", "disk");
        return Files.readAllBytes(image.resolve("layer.tar"));
    }

    private static String name(String digest) {
        return "debian-" + digest.substring(7, 19);
    }

    private static boolean isAt(String digest) {
        boolean newest = digest.equals(
                Objects.requireNonNull(status().currentImports()).getFirst().digest());
        return newest
                && Objects.requireNonNull(status().conditions()).stream()
                        .anyMatch(
                                condition -> "UpToDate".equals(condition.type()) && "True".equals(condition.status()));
    }

    private static DataImportCronStatus status() {
        return stored(DataImportCron.class, "debian").orElseThrow().getStatus();
    }

    private static DataSourceSource source() {
        return Objects.requireNonNull(
                stored(DataSource.class, "debian").orElseThrow().getSpec().source());
    }

    private static String readiness() {
        return Objects.requireNonNull(stored(DataSource.class, "debian")
                        .orElseThrow()
                        .getStatus()
                        .conditions())
                .stream()
                .filter(condition -> "Ready".equals(condition.type()))
                .map(condition -> condition.status() + " " + condition.reason())
                .findFirst()
                .orElseThrow();
    }

    private static <T extends HasMetadata> Optional<T> stored(Class<T> kind, String name) {
        return Optional.ofNullable(cluster.client()
                .resources(kind)
                .inNamespace("shop")
                .withName(name)
                .get());
    }

    private static PersistentVolumeClaim claim(String namespace, String name) {
        return cluster.client()
                .persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private static Map<String, String> notes(String namespace, String claim) {
        return claim(namespace, claim).getMetadata().getAnnotations();
    }

    private static List<String> claims(String namespace) {
        return cluster.client().persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }

    private static List<String> reasons(String object) {
        return cluster.client().v1().events().inNamespace("shop").list().getItems().stream()
                .filter(event -> object.equals(event.getInvolvedObject().getName()))
                .map(Event::getReason)
                .toList();
    }
}
