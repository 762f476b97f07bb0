package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.CDIConfig;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.DataImportCron;
import dev.slipway.api.cdi.DataImportCronCondition;
import dev.slipway.api.cdi.DataImportCronStatus;
import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataSourceSource;
import dev.slipway.api.cdi.DataVolumeSourcePVC;
import dev.slipway.api.cdi.ImportStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** DataImportCrons that keep a DataSource at the newest content of a source, by real importers on the storage of standalone. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ImportCronTest {
    private static final int SIZE = 4 << 20;

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
        cluster.eventually("there is a CDIConfig", () -> config() != null);
        cluster.client().resources(CDIConfig.class).withName("config").edit(config -> {
            config.setSpec(CDIConfigSpecBuilder.builder()
                    .insecureRegistries(List.of(registry.host()))
                    .build());
            return config;
        });
    }

    private static CDIConfig config() {
        return cluster.client().resources(CDIConfig.class).withName("config").get();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        parts.close();
        registry.close();
    }

    @Test
    void newest_image_of_a_registry_is_kept_and_all_goes_with_the_cron() throws Exception {
        String first = registry.push("guests/debian", "13", layer(10));
        cron(
                "debian",
                "registry: {url: 'docker://%s/guests/debian:13'}".formatted(registry.host()),
                "importsToKeep: 1, retentionPolicy: None,");
        cluster.eventually("the first import is there", () -> isAt("debian", first));
        String old = imported("debian");
        assertThat(old).isEqualTo("debian-" + first.substring(7, 19));
        assertThat(content(old)).isEqualTo(disk(10));
        assertThat(labels(DataSource.class, "debian"))
                .containsEntry("cdi.kubevirt.io/dataImportCron", "debian")
                .containsEntry("cdi.kubevirt.io/dataImportCronCleanup", "true");
        assertThat(status("debian").sourceFormat()).isEqualTo("pvc");
        assertThat(status("debian").lastImportTimestamp()).isNotNull();
        assertThat(status("debian").lastExecutionTimestamp()).isNotNull();
        assertThat(condition("debian", "Progressing").reason()).isEqualTo("NoImport");

        String second = registry.push("guests/debian", "13", layer(11));
        cluster.eventually("the second import is there", () -> isAt("debian", second));
        assertThat(content(imported("debian"))).isEqualTo(disk(11));
        cluster.eventually("the first one goes", () -> !claims().contains(old));
        assertThat(reasons("debian")).contains("ImportStarted", "ImportSucceeded");

        cluster.client()
                .resources(DataImportCron.class)
                .inNamespace("shop")
                .withName("debian")
                .delete();
        cluster.eventually(
                "all that was made goes with it",
                () -> claims().stream().noneMatch(name -> name.startsWith("debian-"))
                        && stored(DataSource.class, "debian").isEmpty()
                        && cluster.pods("shop").stream()
                                .noneMatch(pod -> pod.getMetadata().getName().startsWith("poller-debian")));
    }

    @Test
    void data_source_of_a_user_is_left_alone_and_what_cannot_be_looked_at_is_told() {
        cluster.create("""
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataSource
            metadata: {name: mine, namespace: shop}
            spec: {source: {pvc: {namespace: shop, name: my-disk}}}
            """);
        cron("mine", "registry: {url: 'docker://%s/guests/missing'}".formatted(registry.host()), "");
        cluster.eventually("it is told", () -> reasons("mine").contains("ErrDataSourceNotManaged"));
        cluster.eventually(
                "so is the missing image",
                () -> "NOT_FOUND".equals(condition("mine", "UpToDate").reason())
                        && (condition("mine", "UpToDate").message() + "").contains("guests/missing"));
        assertThat(labels(DataSource.class, "mine")).doesNotContainKey("cdi.kubevirt.io/dataImportCron");

        cron("stream", "registry: {imageStream: 'rhel:9', pullMethod: node}", "");
        cluster.eventually(
                "an image stream is refused",
                () -> "SourceNotSupported"
                                .equals(condition("stream", "UpToDate").reason())
                        && (condition("stream", "UpToDate").message() + "").contains("source.registry.imageStream"));
        assertThat(stored(DataSource.class, "stream")).isEmpty();
    }

    private static void cron(String name, String source, String more) {
        cluster.create("""
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataImportCron
            metadata: {name: %1$s, namespace: shop}
            spec: {
              managedDataSource: %1$s,
              schedule: '@every 4s',
              %3$s
              template: {spec: {source: {%2$s}, storage: {resources: {requests: {storage: 16Mi}}}}}}
            """.formatted(name, source, more));
    }

    /** Returns a disk of random bytes that has nothing of another one. */
    private static byte[] disk(int seed) {
        byte[] disk = new byte[SIZE];
        new Random(seed).nextBytes(disk);
        return disk;
    }

    /** Returns the layer of a container image with such a disk, as tar makes it. */
    private static byte[] layer(int seed) throws Exception {
        Path image = Files.createTempDirectory(directory, "image");
        Files.createDirectory(image.resolve("disk"));
        Files.write(image.resolve("disk/guest.img"), disk(seed));
        ImageCluster.run(image, "tar", "-cf", "layer.tar", "disk");
        return Files.readAllBytes(image.resolve("layer.tar"));
    }

    private static boolean isAt(String cron, String digest) {
        // In this order: that all is up to date may have been said before there was this import.
        return digest.equals(newest(cron).digest()) && isUpToDate(cron);
    }

    private static boolean isUpToDate(String cron) {
        return "True".equals(condition(cron, "UpToDate").status())
                && imported(cron).equals(newest(cron).dataVolumeName());
    }

    private static ImportStatus newest(String cron) {
        return Objects.requireNonNull(status(cron).currentImports()).getFirst();
    }

    /** Returns the claim to which the DataSource of a cron leads. */
    private static String imported(String cron) {
        return stored(DataSource.class, cron)
                .map(source -> source.getSpec().source())
                .map(DataSourceSource::pvc)
                .map(DataVolumeSourcePVC::name)
                .orElseThrow();
    }

    private static DataImportCronStatus status(String cron) {
        return stored(DataImportCron.class, cron).orElseThrow().getStatus();
    }

    private static DataImportCronCondition condition(String cron, String type) {
        return Objects.requireNonNull(status(cron).conditions()).stream()
                .filter(condition -> type.equals(condition.type()))
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

    private static Map<String, String> labels(Class<? extends HasMetadata> kind, String name) {
        return Optional.ofNullable(
                        stored(kind, name).orElseThrow().getMetadata().getLabels())
                .orElse(Map.of());
    }

    private static List<String> claims() {
        return cluster.client().resources(PersistentVolumeClaim.class).inNamespace("shop").list().getItems().stream()
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }

    private static List<String> reasons(String object) {
        return cluster.client().v1().events().inNamespace("shop").list().getItems().stream()
                .filter(event -> object.equals(event.getInvolvedObject().getName()))
                .map(Event::getReason)
                .toList();
    }

    private static byte[] content(String claim) throws IOException {
        return Arrays.copyOf(Files.readAllBytes(cluster.disk("shop", claim)), SIZE);
    }
}
