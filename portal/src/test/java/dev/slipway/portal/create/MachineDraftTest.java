package dev.slipway.portal.create;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.portal.yaml.YamlText;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineDraftTest {
    @Test
    void copy_of_an_image_refers_to_its_data_source() {
        JsonNode machine = draft(Map.of());

        assertThat(machine.at("/spec/dataVolumeTemplates/0/spec").toString())
                .isEqualTo(
                        "{\"sourceRef\":{\"kind\":\"DataSource\",\"namespace\":\"default\",\"name\":\"debian\"},"
                                + "\"storage\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"10240Mi\"}}}}");
        assertThat(machine.at("/metadata/annotations/slipway.dev~1os").asText()).isEqualTo("debian");
        assertThat(machine.at("/spec/template/spec/volumes/0/dataVolume/name").asText())
                .isEqualTo("web-01-root");
    }

    @Test
    void address_and_empty_disk_are_sources_of_the_template() {
        assertThat(draft(Map.of("source", "url", "image", "https://a.example/x"))
                        .at("/spec/dataVolumeTemplates/0/spec/source")
                        .toString())
                .isEqualTo("{\"http\":{\"url\":\"https://a.example/x\"}}");
        assertThat(draft(Map.of("source", "blank"))
                        .at("/spec/dataVolumeTemplates/0/spec/source")
                        .toString())
                .isEqualTo("{\"blank\":{}}");
    }

    @Test
    void existing_claim_needs_no_template() {
        JsonNode machine = draft(Map.of("source", "claim", "claim", "free-disk"));

        assertThat(machine.at("/spec/dataVolumeTemplates").isMissingNode()).isTrue();
        assertThat(machine.at("/spec/template/spec/volumes/0").toString())
                .isEqualTo("{\"name\":\"root\",\"persistentVolumeClaim\":{\"claimName\":\"free-disk\"}}");
    }

    @Test
    void network_attachment_is_bridged() {
        JsonNode spec = draft(Map.of("network", "vlan-20")).at("/spec/template/spec");

        assertThat(spec.at("/networks/0").toString())
                .isEqualTo("{\"name\":\"default\",\"multus\":{\"networkName\":\"vlan-20\"}}");
        assertThat(spec.at("/domain/devices/interfaces/0/bridge").isObject()).isTrue();
    }

    @Test
    void login_becomes_cloud_init_that_is_yaml() {
        JsonNode machine = MachineDraft.of(
                FormProblemsTest.form(Map.of("user", "anna", "key", "ssh-ed25519 AAAA anna's key")),
                "",
                "$6$salt$hash");
        String text = machine.at("/spec/template/spec/volumes/1/cloudInitNoCloud/userData")
                .asText();

        assertThat(text)
                .startsWith("#cloud-config\n")
                .contains("passwd: '$6$salt$hash'")
                .contains("anna''s key");
        assertThat(YamlText.parse(text)).isInstanceOf(YamlText.Parsed.Value.class);
    }

    @Test
    void own_user_data_takes_the_place_of_the_login() {
        JsonNode machine = draft(Map.of("userdata", "#!/bin/sh\r\necho hello"));

        assertThat(machine.at("/spec/template/spec/volumes/1/cloudInitNoCloud/userData")
                        .asText())
                .isEqualTo("#!/bin/sh\necho hello\n");
    }

    private static JsonNode draft(Map<String, String> changed) {
        return MachineDraft.of(FormProblemsTest.form(changed), "debian", "");
    }
}
