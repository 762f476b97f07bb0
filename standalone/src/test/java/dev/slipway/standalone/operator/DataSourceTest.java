package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataSourceCondition;
import dev.slipway.api.cdi.DataSourceStatus;
import dev.slipway.api.cdi.DataSourceStatusBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CDI's controller of DataSources is tested for, and what its sentences leave open. */
class DataSourceTest {
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
    }

    @Test
    void a_source_is_ready_while_its_disk_is_there() {
        create("debian", "{pvc: {namespace: shop, name: debian}}");
        awaitReady("debian", "False NotFound");
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata:
                  name: debian
                  namespace: shop
                  labels: {instancetype.kubevirt.io/default-instancetype: small, colour: red}
                spec: {source: {blank: {}}, storage: {resources: {requests: {storage: 64Mi}}}}
                """);
        awaitReady("debian", "True Ready DataSource is ready to be consumed");
        assertThat(String.valueOf(status("debian").source()))
                .contains("name=debian", "namespace=" + cluster.namespace());
        assertThat(source("debian").orElseThrow().getMetadata().getLabels())
                .containsOnlyKeys("instancetype.kubevirt.io/default-instancetype");
        cluster.client().resource(cluster.dataVolume("debian").orElseThrow()).delete();
        awaitReady("debian", "False NotFound");
    }

    @Test
    void a_source_tells_how_far_its_import_is_and_why_it_failed() {
        cluster.node()
                .failImport(
                        cluster.namespace() + "/debian",
                        "{\"reason\":\"NOT_FOUND\",\"message\":\"There is no such file.\",\"retry\":false}");
        create("debian", "{pvc: {namespace: shop, name: debian}}");
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata: {name: debian, namespace: shop}
                spec: {source: {http: {url: 'https://images.test/a'}}, storage: {resources: {requests: {storage: 64Mi}}}}
                """);
        awaitReady("debian", "False Failed");
        assertThat(ready("debian").orElseThrow()).contains("There is no such file.");
    }

    @Test
    void a_claim_without_data_volume_is_a_disk_too() {
        create("old", "{pvc: {namespace: shop, name: old}}");
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: old, namespace: shop}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        awaitReady("old", "True Ready");
    }

    @Test
    void a_pointer_is_followed_once() {
        create("latest", "{dataSource: {namespace: shop, name: debian-12}}");
        awaitReady("latest", "False NotFound");
        create("debian-12", "{pvc: {namespace: shop, name: disk}}");
        create("stable", "{dataSource: {namespace: shop, name: latest}}");
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: disk, namespace: shop}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        awaitReady("latest", "True Ready");
        assertThat(String.valueOf(status("latest").source())).contains("name=disk");
        awaitReady("stable", "False MaxReferenceDepthReached");
        assertThat(status("stable").source()).isNull();
    }

    @Test
    void a_source_that_leads_nowhere_says_so() {
        create("loop", "{dataSource: {namespace: shop, name: loop}}");
        awaitReady("loop", "False SelfReference");
        create("far", "{dataSource: {namespace: elsewhere, name: far}}");
        awaitReady("far", "False CrossNamespaceReference");
        create("empty", "{}");
        awaitReady("empty", "False NoSource");
        create("snapped", "{snapshot: {namespace: shop, name: snap}}");
        awaitReady("snapped", "False NotFound");
    }

    private static void create(String name, String source) {
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataSource
                metadata: {name: %s, namespace: shop}
                spec: {source: %s}
                """.formatted(name, source));
    }

    private static void awaitReady(String name, String line) {
        cluster.eventually(
                "DataSource " + name + " is " + line,
                () -> ready(name).filter(found -> found.startsWith(line)).isPresent());
    }

    private static Optional<String> ready(String name) {
        return Optional.ofNullable(status(name).conditions()).orElse(List.of()).stream()
                .filter(condition -> "Ready".equals(condition.type()))
                .map(DataSourceTest::line)
                .findFirst();
    }

    private static String line(DataSourceCondition condition) {
        return condition.status() + " " + condition.reason() + " " + condition.message();
    }

    private static DataSourceStatus status(String name) {
        return source(name)
                .map(DataSource::getStatus)
                .orElseGet(() -> DataSourceStatusBuilder.builder().build());
    }

    private static Optional<DataSource> source(String name) {
        return Optional.ofNullable(cluster.client()
                .resources(DataSource.class)
                .inNamespace(cluster.namespace())
                .withName(name)
                .get());
    }
}
