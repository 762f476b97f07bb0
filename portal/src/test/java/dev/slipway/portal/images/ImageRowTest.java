package dev.slipway.portal.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.lists.ListAddress;
import dev.slipway.portal.lists.Seen;
import dev.slipway.portal.lists.Slice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageRowTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            https://images.example/debian-12.qcow2,            qcow2
            https://images.example/debian-12.QCOW2?token=a.b,  qcow2
            https://images.example/disk.img,                   raw
            https://images.example/disk.raw.xz,                'raw, xz'
            https://images.example/disk.xz,                    xz
            win2025.vmdk,                                      vmdk
            https://images.example/latest,                     ''
            my file [1].iso,                                   iso
            """)
    void format_is_read_from_the_name_of_the_file(String address, String format) {
        assertThat(ImageRow.format(address)).isEqualTo(format);
    }

    @Test
    void list_shows_the_images_of_visible_projects_that_have_all_words() {
        List<ImageRow> all = List.of(
                Images.ready("shop", "debian-12", "3Gi"),
                Images.ready("shop", "debian-13", "10Gi"),
                Images.ready("lab", "debian-13", "10Gi"));
        ListAddress address = new ListAddress("/images", Map.of("q", "Debian 13"));

        Slice<ImageRow> slice = ImageList.KIND.slice(address, new Seen<>(all));

        assertThat(slice.rows())
                .extracting(row -> row.key().toString())
                .containsExactly("lab/debian-13", "shop/debian-13");
        assertThat(slice.total()).isEqualTo(3);
        assertThat(slice.from()).isEqualTo(1);
        assertThat(slice.to()).isEqualTo(2);
    }

    @Test
    void pages_have_fifty_rows_and_the_last_one_the_rest() {
        List<ImageRow> all = java.util.stream.IntStream.range(0, 101)
                .mapToObj(number -> Images.ready("shop", "image-%03d".formatted(number), "1Gi"))
                .toList();

        Slice<ImageRow> last =
                ImageList.KIND.slice(new ListAddress("/images", Map.of("page", "9", "sort", "-name")), new Seen<>(all));

        assertThat(last.page()).isEqualTo(3);
        assertThat(last.rows()).extracting(row -> row.key().name()).containsExactly("image-000");
    }

    @Test
    void images_of_one_size_are_in_the_order_of_their_names_whatever_the_direction() {
        List<ImageRow> all = List.of(
                Images.ready("shop", "b", "1Gi"), Images.ready("shop", "c", "2Gi"), Images.ready("shop", "a", "1Gi"));

        assertThat(ImageList.KIND
                        .slice(new ListAddress("/images", Map.of("sort", "-size")), new Seen<>(all))
                        .rows())
                .extracting(row -> row.key().name())
                .containsExactly("c", "a", "b");
    }

    @Test
    void image_that_is_kept_up_to_date_says_by_what_and_since_when() {
        String kept = """
                kind: DataSource
                apiVersion: cdi.kubevirt.io/v1beta1
                metadata: {name: debian, namespace: shop, uid: u, labels: {cdi.kubevirt.io/dataImportCron: nightly}}
                spec: {source: {%s}}
                """;
        ImageRow row = Images.row(kept.formatted("pvc: {name: debian-0a}") + """
                ---
                kind: DataVolume
                apiVersion: cdi.kubevirt.io/v1beta1
                metadata: {name: debian-0a, namespace: shop}
                spec: {source: {registry: {url: "docker://registry.example/guests/debian@sha256:0a"}}}
                status: {phase: Succeeded}
                ---
                kind: PersistentVolumeClaim
                apiVersion: v1
                metadata: {name: debian-0a, namespace: shop, creationTimestamp: "2026-11-29T03:00:00Z"}
                """);

        assertThat(row.cron()).isEqualTo("nightly");
        assertThat(row.updated()).isEqualTo("2026-11-29T03:00:00Z");
        assertThat(row.origin()).isEqualTo("registry.example");
        assertThat(Images.row(kept.formatted("")).state().reason())
                .isEqualTo("for the first import of DataImportCron nightly");
    }
}
