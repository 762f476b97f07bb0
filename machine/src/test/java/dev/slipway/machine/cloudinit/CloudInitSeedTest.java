package dev.slipway.machine.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CloudInitSeedTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @Test
    void no_cloud_has_three_files_and_the_label_cidata() {
        Map<String, String> files = files("""
                volumes:
                  - name: seed
                    cloudInitNoCloud: {userData: "#cloud-config", networkData: "version: 2"}
                """, Map.of(), "cidata");
        assertThat(files)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "user-data", "#cloud-config",
                        "network-config", "version: 2",
                        "meta-data", "{\"instance-id\":\"u-1\",\"local-hostname\":\"web\"}"));
    }

    @Test
    void config_drive_has_the_layout_of_openstack() {
        Map<String, String> files = files("""
                hostname: front
                volumes:
                  - name: seed
                    cloudInitConfigDrive: {userDataBase64: I2Nsb3VkLWNvbmZpZw==, networkDataBase64: e30=}
                """, Map.of(), "config-2");
        assertThat(files)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "openstack/latest/user_data", "#cloud-config",
                        "openstack/latest/network_data.json", "{}",
                        "openstack/latest/meta_data.json",
                                "{\"instance_id\":\"web.example.shop\",\"hostname\":\"front\",\"uuid\":\"u-1\"}"));
    }

    @Test
    void config_drive_tells_of_tagged_devices() {
        CloudInitSeed seed = seed(
                "volumes: [{name: seed, cloudInitConfigDrive: {userData: x}}]",
                Map.of(),
                List.of(
                        new DeviceTag("nic", "pci", "0000:01:00.0", "02:00:00:00:00:01", "", "outside"),
                        new DeviceTag("disk", "pci", "0000:05:00.0", "", "S-1", "fast")));
        assertThat(texts(seed).get("openstack/latest/meta_data.json"))
                .contains("\"devices\":[{\"type\":\"nic\",\"bus\":\"pci\",\"address\":\"0000:01:00.0\","
                        + "\"mac\":\"02:00:00:00:00:01\",\"tags\":[\"outside\"]},"
                        + "{\"type\":\"disk\",\"bus\":\"pci\",\"address\":\"0000:05:00.0\","
                        + "\"serial\":\"S-1\",\"tags\":[\"fast\"]}]");
    }

    @Test
    void data_come_from_a_secret_under_either_spelling() {
        Map<String, String> files = files(
                """
                volumes:
                  - name: seed
                    cloudInitNoCloud:
                      userData: is not looked at
                      secretRef: {name: user}
                      networkDataSecretRef: {name: net}
                """,
                Map.of("user", Map.of("userData", bytes("from secret")), "net", Map.of("networkdata", bytes("n"))),
                "cidata");
        assertThat(files).containsEntry("user-data", "from secret").containsEntry("network-config", "n");
    }

    @Test
    void keys_go_only_through_the_seed_that_they_name() {
        String spec = """
                accessCredentials:
                  - sshPublicKey: {source: {secret: {secretName: keys}}, propagationMethod: {noCloud: {}}}
                  - sshPublicKey: {source: {secret: {secretName: other}}, propagationMethod: {configDrive: {}}}
                  - sshPublicKey: {source: {secret: {secretName: agent}}, propagationMethod: {qemuGuestAgent: {users: [a]}}}
                volumes:
                  - name: seed
                    %s: {userData: x}
                """;
        Map<String, Map<String, byte[]>> secrets = Map.of(
                "keys", Map.of("b", bytes("ssh-ed25519 B"), "a", bytes("ssh-ed25519 A"), "none", bytes("")),
                "other", Map.of("k", bytes("ssh-rsa O")));
        assertThat(files(spec.formatted("cloudInitNoCloud"), secrets, "cidata").get("meta-data"))
                .contains("\"public-keys\":{\"0\":\"ssh-ed25519 A\",\"1\":\"ssh-ed25519 B\"}");
        assertThat(files(spec.formatted("cloudInitConfigDrive"), secrets, "config-2")
                        .get("openstack/latest/meta_data.json"))
                .contains("\"public_keys\":{\"0\":\"ssh-rsa O\"}");
    }

    @Test
    void the_instance_type_is_told() {
        VirtualMachineInstance instance = instance("volumes: [{name: seed, cloudInitNoCloud: {userData: x}}]");
        instance.getMetadata()
                .setAnnotations(Map.of(
                        "kubevirt.io/instancetype-name", "small", "kubevirt.io/cluster-instancetype-name", "u1.small"));
        CloudInitSeed seed = CloudInitSeed.of(instance, volume(instance), Map.of(), List.of());
        assertThat(texts(seed).get("meta-data")).startsWith("{\"instance-type\":\"u1.small\"");
    }

    @Test
    void a_long_name_gives_a_host_name_of_63_characters() {
        VirtualMachineInstance instance = instance("{}");
        instance.getMetadata().setName("n".repeat(100) + ".example");
        assertThat(CloudInitSeed.hostname(instance)).isEqualTo("n".repeat(63));
    }

    @Test
    void an_empty_seed_is_refused() {
        assertThat(problems("volumes: [{name: seed, cloudInitNoCloud: {}}]"))
                .containsExactly(new SeedProblem.NothingToSay("spec.volumes[seed].cloudInitNoCloud"));
    }

    @Test
    void a_missing_secret_and_bad_base64_are_both_said() {
        assertThat(problems("""
                        volumes:
                          - name: seed
                            cloudInitConfigDrive: {secretRef: {name: gone}, networkDataBase64: "###"}
                        """))
                .containsExactly(
                        new SeedProblem.SecretAbsent("spec.volumes[seed].cloudInitConfigDrive.secretRef", "gone"),
                        new SeedProblem.NotBase64("spec.volumes[seed].cloudInitConfigDrive.networkDataBase64"));
    }

    private static List<SeedProblem> problems(String spec) {
        CloudInitSeed seed = seed(spec, Map.of(), List.of());
        assertThat(seed).isInstanceOf(CloudInitSeed.Unmakeable.class);
        return ((CloudInitSeed.Unmakeable) seed).problems();
    }

    private static Map<String, String> files(String spec, Map<String, Map<String, byte[]>> secrets, String label) {
        CloudInitSeed seed = seed(spec, secrets, List.of());
        assertThat(seed).isInstanceOf(CloudInitSeed.Files.class);
        assertThat(((CloudInitSeed.Files) seed).label()).isEqualTo(label);
        return texts(seed);
    }

    private static Map<String, String> texts(CloudInitSeed seed) {
        Map<String, String> texts = new TreeMap<>();
        ((CloudInitSeed.Files) seed)
                .files()
                .forEach((path, content) -> texts.put(path, new String(content, StandardCharsets.UTF_8)));
        return texts;
    }

    private static CloudInitSeed seed(String spec, Map<String, Map<String, byte[]>> secrets, List<DeviceTag> devices) {
        VirtualMachineInstance instance = instance(spec);
        return CloudInitSeed.of(instance, volume(instance), secrets, devices);
    }

    private static VirtualMachineInstance instance(String spec) {
        String indented = spec.strip().equals("{}") ? "" : spec.indent(2);
        return YAML.unmarshal(
                "metadata: {name: web.example, namespace: shop}\nspec:\n  domain: {firmware: {uuid: u-1}, devices: {}}\n"
                        + indented,
                VirtualMachineInstance.class);
    }

    private static Volume volume(VirtualMachineInstance instance) {
        return Objects.requireNonNull(instance.getSpec().volumes()).getFirst();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
