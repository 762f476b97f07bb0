package dev.slipway.machine.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class ExportedTemplateTest {
    private static final ObjectNode TEMPLATE = Serialization.unmarshal("""
            apiVersion: template.kubevirt.io/v1beta1
            kind: VirtualMachineTemplate
            metadata: {name: debian, namespace: shop, uid: u, resourceVersion: "7", labels: {os: debian}, finalizers: [x]}
            spec:
              parameters:
              - {name: NAME, generate: expression, from: 'debian-[a-z0-9]{6}'}
              - {name: DISK, value: debian-13}
              - {name: ARCH, value: arm64}
              virtualMachine:
                metadata: {name: '${NAME}'}
                spec:
                  dataVolumeTemplates:
                  - {metadata: {name: '${NAME}-root'}, spec: {source: {pvc: {namespace: shop, name: '${DISK}'}}, storage: {}}}
                  - {metadata: {name: '${NAME}-data'}, spec: {source: {pvc: {namespace: images, name: data}}, storage: {}}}
                  - {metadata: {name: '${NAME}-web'}, spec: {source: {http: {url: 'https://images.test/a'}}, storage: {}}}
                  - {metadata: {name: '${NAME}-own'}, spec: {source: {pvc: {name: '${NAME}'}}, storage: {}}}
                  template:
                    spec:
                      architecture: ${ARCH}
                      volumes:
                      - {name: root, dataVolume: {name: '${NAME}-root'}}
                      - {name: data, dataVolume: {name: '${NAME}-data'}}
                      - {name: shared, dataVolume: {name: 'shared-${DISK}'}}
                      - {name: tools, persistentVolumeClaim: {claimName: tools}}
                      - {name: mine, persistentVolumeClaim: {claimName: '${NAME}-mine'}}
            status: {conditions: [{type: Ready, status: 'True'}]}
            """, ObjectNode.class);

    @Test
    void claims_are_those_of_its_own_namespace_with_a_name_that_is_known() {
        assertThat(new ExportedTemplate(TEMPLATE).claims()).containsExactly("debian-13", "shared-debian-13", "tools");
    }

    @Test
    void manifest_names_the_claims_as_they_are_exported_and_nothing_of_this_cluster() throws Exception {
        OciConfig config = new ExportedTemplate(TEMPLATE).config();
        assertThat(config.artifact()).isEqualTo("virtualmachinetemplate");
        assertThat(config.architecture()).isEqualTo("arm64");
        JsonNode manifest = new ObjectMapper().readTree(config.json());
        assertThat(manifest.path("metadata")).hasToString("{\"name\":\"debian\",\"labels\":{\"os\":\"debian\"}}");
        assertThat(manifest.path("status").isMissingNode()).isTrue();
        JsonNode machine = manifest.at("/spec/virtualMachine/spec");
        assertThat(machine.path("dataVolumeTemplates"))
                .extracting(disk -> disk.at("/spec/source") + "")
                .containsExactly(
                        "{\"pvc\":{\"name\":\"debian-13\"}}",
                        "{\"pvc\":{\"namespace\":\"images\",\"name\":\"data\"}}",
                        "{\"http\":{\"url\":\"https://images.test/a\"}}",
                        "{\"pvc\":{\"name\":\"${NAME}\"}}");
        assertThat(machine.at("/template/spec/volumes"))
                .extracting(Object::toString)
                .containsExactly(
                        "{\"name\":\"root\",\"dataVolume\":{\"name\":\"${NAME}-root\"}}",
                        "{\"name\":\"data\",\"dataVolume\":{\"name\":\"${NAME}-data\"}}",
                        "{\"name\":\"shared\",\"persistentVolumeClaim\":{\"claimName\":\"shared-debian-13\"}}",
                        "{\"name\":\"tools\",\"persistentVolumeClaim\":{\"claimName\":\"tools\"}}",
                        "{\"name\":\"mine\",\"persistentVolumeClaim\":{\"claimName\":\"${NAME}-mine\"}}");
        assertThat(TEMPLATE.at("/spec/virtualMachine/spec/template/spec/volumes/2")
                        .has("dataVolume"))
                .as("the template itself stays")
                .isTrue();
    }

    @Test
    void machine_names_its_claims_and_no_templates_of_them() throws Exception {
        OciConfig config = OciConfig.ofMachine(Serialization.unmarshal("""
                metadata: {name: web, namespace: shop, uid: u}
                spec:
                  dataVolumeTemplates: [{metadata: {name: web-root}}]
                  template: {spec: {volumes: [{name: root, dataVolume: {name: web-root}}]}}
                """, ObjectNode.class));
        assertThat(config.architecture()).isEqualTo("amd64");
        assertThat(config.json())
                .isEqualTo(
                        "{\"apiVersion\":\"kubevirt.io/v1\",\"kind\":\"VirtualMachine\",\"metadata\":{\"name\":\"web\"},"
                                + "\"spec\":{\"template\":{\"spec\":{\"volumes\":[{\"name\":\"root\","
                                + "\"persistentVolumeClaim\":{\"claimName\":\"web-root\"}}]}}}}");
    }
}
