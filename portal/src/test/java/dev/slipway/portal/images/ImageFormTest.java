package dev.slipway.portal.images;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormTest {
    private static final Map<String, String> RIGHT =
            Map.of("how", "url", "project", "default", "url", "https://images.example/Debian_12.qcow2.xz");

    @Test
    void an_address_is_enough() {
        ImageForm form = form(Map.of());

        assertThat(ImageProblems.of(form).isEmpty()).isTrue();
        assertThat(form.name()).isEqualTo("debian-12");
        assertThat(form.system()).isEqualTo("debian");
        assertThat(form.size()).isEqualTo("10");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/x/Debian_12.qcow2.xz, debian-12",
        "'C:\\images\\Win 2025 (final).VMDK', win-2025-final",
        "https://a.example/, ''",
        "disk.img, disk"
    })
    void name_is_made_from_address_or_file(String address, String name) {
        assertThat(ImageForm.nameOf(address)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc", "a/b", "Debian", "a\u0007b", "-a", "x.y"})
    void name_that_no_object_can_have_is_told_with_a_way_out(String name) {
        assertThat(ImageProblems.of(form(Map.of("name", name))).sentence("name"))
                .contains(" is no name for an image: use lower-case letters")
                .contains("e.g. ")
                .doesNotContain("\u0007");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ftp://a.example/x                  | begins with neither http:// nor https://
            https:///x                         | names no host
            https://user:secret@a.example/x    | carries a user or password
            not an address                     | is no address
            file:///etc/passwd                 | begins with neither http:// nor https://
            """)
    void address_that_cannot_be_imported_is_told(String url, String sentence) {
        assertThat(ImageProblems.of(form(Map.of("url", url))).sentence("url")).contains(sentence);
    }

    @Test
    void password_in_an_address_is_not_repeated() {
        assertThat(ImageProblems.of(form(Map.of("url", "https://user:secret@a.example/x")))
                        .sentence("url"))
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            abc               | names no algorithm
            crc32:0011        | names no algorithm
            sha256:abc        | has 64 digits
            md5:zz0f3b1e44d2c7a93d1fbb8c2f1f0e11 | has 32 digits
            """)
    void checksum_that_cannot_be_one_is_told(String checksum, String sentence) {
        assertThat(ImageProblems.of(form(Map.of("checksum", checksum))).sentence("checksum"))
                .contains(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "ten", "70000", "1e9"})
    void size_that_no_disk_can_have_is_told(String size) {
        assertThat(ImageProblems.of(form(Map.of("size", size))).sentence("size"))
                .contains("is no size");
    }

    @Test
    void draft_is_a_data_volume_and_a_data_source_of_the_same_name() {
        ImageForm form = form(Map.of("checksum", "md5:" + "0".repeat(32), "description", "base", "class", "fast"));

        assertThat(ImageDraft.volume(form).toString()).isEqualTo("""
                {"apiVersion":"cdi.kubevirt.io/v1beta1","kind":"DataVolume","metadata":{"name":"debian-12","namespace":"default",\
                "labels":{"slipway.dev/image":"true"},"annotations":{"slipway.dev/os":"debian","slipway.dev/description":"base",\
                "cdi.kubevirt.io/storage.bind.immediate.requested":"true"}},"spec":{"source":{"http":\
                {"url":"https://images.example/Debian_12.qcow2.xz","checksum":"md5:00000000000000000000000000000000"}},\
                "storage":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"10240Mi"}},"storageClassName":"fast"}}}""");
        assertThat(ImageDraft.image(form).at("/spec/source/pvc").toString())
                .isEqualTo("{\"namespace\":\"default\",\"name\":\"debian-12\"}");
    }

    @Test
    void upload_has_no_address_and_keeps_the_name_of_its_file() {
        ImageForm form = form(Map.of("how", "upload", "file-name", "rocky-9.qcow2", "size", "0.0625"));

        assertThat(ImageProblems.of(form).isEmpty()).isTrue();
        assertThat(ImageDraft.volume(form).at("/spec/source").toString()).isEqualTo("{\"upload\":{}}");
        assertThat(ImageDraft.volume(form)
                        .at("/metadata/annotations/slipway.dev~1file")
                        .asText())
                .isEqualTo("rocky-9.qcow2");
        assertThat(ImageDraft.volume(form)
                        .at("/spec/storage/resources/requests/storage")
                        .asText())
                .isEqualTo("64Mi");
    }

    @Test
    void upload_without_file_is_told() {
        assertThat(ImageProblems.of(form(Map.of("how", "upload", "name", "x"))).sentence("file"))
                .isEqualTo("Choose the file to upload.");
    }

    private static ImageForm form(Map<String, String> changed) {
        MultivaluedMap<String, String> fields = new MultivaluedHashMap<>();
        RIGHT.forEach(fields::putSingle);
        changed.forEach(fields::putSingle);
        return ImageForm.of(fields);
    }
}
