package dev.slipway.machine.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExportManifestsTest {
    private static final ExportAddress AT = ExportAddress.external("exports.example.org", "shop", "e", "PEM\n");

    @Test
    void machine_is_made_again_from_what_the_export_gives_out() throws Exception {
        ObjectNode machine = (ObjectNode) new ObjectMapper().readTree("""
                {"metadata": {"name": "web", "namespace": "shop", "uid": "u", "labels": {"a": "b"}},
                 "spec": {
                   "dataVolumeTemplates": [
                     {"metadata": {"name": "root"}, "spec": {"sourceRef": {"kind": "DataSource", "name": "debian"}, "storage": {}}}],
                   "template": {"spec": {"volumes": [
                     {"name": "r", "dataVolume": {"name": "root"}},
                     {"name": "d", "persistentVolumeClaim": {"claimName": "data"}},
                     {"name": "m", "memoryDump": {"claimName": "dump"}}]}}},
                 "status": {"ready": true}}
                """);
        List<ExportedClaim> claims = List.of(claim("root", true), claim("data", true), claim("dump", false));
        assertThat(ExportManifests.yaml(ExportManifests.of(machine, "e", claims, AT)))
                .isEqualTo("""
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: export-ca-cm-e
                data:
                  ca.pem: PEM
                ---
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata:
                  name: web
                  namespace: shop
                  labels:
                    a: b
                spec:
                  dataVolumeTemplates:
                  - metadata:
                      name: root
                    spec:
                      storage: {}
                      source:
                        http:
                          url: https://exports.example.org/api/export.kubevirt.io/v1/namespaces/shop/virtualmachineexports/e/volumes/root/disk.img.gz
                          certConfigMap: export-ca-cm-e
                          secretExtraHeaders:
                          - header-secret-e
                  template:
                    spec:
                      volumes:
                      - name: r
                        dataVolume:
                          name: root
                      - name: d
                        persistentVolumeClaim:
                          claimName: data
                      - name: m
                        memoryDump:
                          claimName: dump
                ---
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata:
                  name: data
                  namespace: shop
                spec:
                  source:
                    http:
                      url: https://exports.example.org/api/export.kubevirt.io/v1/namespaces/shop/virtualmachineexports/e/volumes/data/disk.img.gz
                      certConfigMap: export-ca-cm-e
                      secretExtraHeaders:
                      - header-secret-e
                  storage:
                    accessModes:
                    - ReadWriteOnce
                    resources:
                      requests:
                        storage: 1Gi
                ---
                """);
        assertThat(machine.at("/metadata/uid").asText()).isEqualTo("u");
    }

    @Test
    void disks_and_files_have_different_formats() {
        var link = ExportLinks.of(
                ExportAddress.internal("virt-export-e", "shop", "PEM"),
                ExportOffer.of(List.of(claim("root", true), claim("dump", false)), Optional.empty(), false));
        assertThat(link.volumes())
                .flatExtracting(volume -> volume.formats())
                .extracting(format -> format.format() + " " + format.url())
                .containsExactly(
                        "raw https://virt-export-e.shop.svc/volumes/root/disk.img",
                        "gzip https://virt-export-e.shop.svc/volumes/root/disk.img.gz",
                        "dir https://virt-export-e.shop.svc/volumes/dump/dir/",
                        "tar.gz https://virt-export-e.shop.svc/volumes/dump/disk.tar.gz");
        assertThat(link.manifests()).extracting(manifest -> manifest.type()).containsExactly("auth-header-secret");
    }

    @Test
    void disks_of_a_backup_are_read_with_a_map() {
        ExportedBackup backup = new ExportedBackup(
                "u", "Incremental", Optional.of("nightly-1"), List.of("root", "data"), Optional.of("i"));
        var link = ExportLinks.of(
                ExportAddress.external("exports.example.org", "shop", "e", "PEM"),
                ExportOffer.of(List.of(), Optional.of(backup), false));
        String base =
                "https://exports.example.org/api/export.kubevirt.io/v1/namespaces/shop/virtualmachineexports/e/exports/";
        assertThat(link.backups())
                .flatExtracting(disk -> disk.endpoints())
                .extracting(endpoint -> endpoint.endpoint() + " " + endpoint.url())
                .containsExactly(
                        "data " + base + "root/data",
                        "map " + base + "root/map",
                        "data " + base + "data/data",
                        "map " + base + "data/map");
        assertThat(link.volumes()).isNull();
        Pod pod = new ExporterPod(
                        "shop",
                        "e",
                        new OwnerReference(),
                        Map.of(),
                        Map.of(),
                        "secret",
                        false,
                        Optional.empty(),
                        "2026-01-01T00:00:00Z",
                        "i",
                        "Never")
                .of(List.of(), Optional.of(backup));
        assertThat(pod.getSpec().getContainers().getFirst().getEnv())
                .extracting(variable -> variable.getName() + "=" + variable.getValue())
                .contains(
                        "BACKUP_UID=u",
                        "BACKUP_TYPE=Incremental",
                        "BACKUP_CHECKPOINT=nightly-1",
                        "BACKUP1_BACKUP_PATH=data",
                        "BACKUP1_DATA_URI=/exports/data/data",
                        "BACKUP1_MAP_URI=/exports/data/map");
        assertThat(pod.getSpec().getAffinity().getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution())
                .as("it runs near to the guest where it can")
                .hasSize(1);
    }

    @Test
    void names_that_are_too_long_are_shortened_and_stay_different() {
        String long1 = "x".repeat(100) + "1";
        String long2 = "x".repeat(100) + "2";
        assertThat(ExportNames.service(long1)).hasSize(63).isNotEqualTo(ExportNames.service(long2));
        assertThat(ExportNames.service("a.b")).isEqualTo("virt-export-a-b");
    }

    private static ExportedClaim claim(String name, boolean disk) {
        return new ExportedClaim(
                new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec()
                        .build(),
                name,
                disk);
    }
}
