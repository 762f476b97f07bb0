package dev.slipway.portal.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.access.Visible;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        ImageRequest request = ImageRequest.of(Map.of("q", "Debian 13"));

        ImageListing listing = ImageListing.of(all, new Visible.Only(Set.of("shop")), request);

        assertThat(listing.rows()).extracting(row -> row.key().toString()).containsExactly("shop/debian-13");
        assertThat(listing.total()).isEqualTo(2);
        assertThat(listing.from()).isEqualTo(1);
        assertThat(listing.to()).isEqualTo(1);
    }

    @Test
    void pages_have_fifty_rows_and_the_last_one_the_rest() {
        List<ImageRow> all = java.util.stream.IntStream.range(0, 101)
                .mapToObj(number -> Images.ready("shop", "image-%03d".formatted(number), "1Gi"))
                .toList();

        ImageListing last =
                ImageListing.of(all, new Visible.Everything(), ImageRequest.of(Map.of("page", "9", "sort", "-name")));

        assertThat(last.page()).isEqualTo(3);
        assertThat(last.rows()).extracting(row -> row.key().name()).containsExactly("image-000");
    }

    @Test
    void address_says_the_same_after_a_round_trip() {
        ImageRequest request = ImageRequest.of(Map.of("q", "a&b=ü", "project", "shop", "sort", "-size", "page", "2"));

        assertThat(ImageRequest.parse(request.parameters())).isEqualTo(request);
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
