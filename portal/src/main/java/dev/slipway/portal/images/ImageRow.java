package dev.slipway.portal.images;

import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.lists.Row;
import dev.slipway.portal.machines.MachineState;
import dev.slipway.portal.machines.OperatingSystem;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An image as lists show it.
 *
 * @param id id of its row
 * @param key namespace and name
 * @param os operating system
 * @param description what somebody wrote about it; may be empty
 * @param state state
 * @param bytes size of the disk; 0 if it is not known
 * @param format format of the file it was made from; may be empty
 * @param origin where it comes from, in short
 * @param address URL it was imported from, or name of the uploaded file; may be empty
 * @param created when it was made
 * @param cron DataImportCron that keeps it up to date; empty if none does
 * @param updated when its disk was made, which a new one takes the place of if it is kept up to date
 * @param machines number of machines made from it that the visitor may see
 * @param text everything that words are looked for in, in lower case
 */
public record ImageRow(
        String id,
        ObjectKey key,
        OperatingSystem os,
        String description,
        ImageState state,
        long bytes,
        String format,
        String origin,
        String address,
        Instant created,
        String cron,
        Instant updated,
        int machines,
        String text)
        implements Row {
    /** Annotation: operating system. */
    static final String OS = "slipway.dev/os";

    /** Annotation: what somebody wrote about it. */
    static final String DESCRIPTION = "slipway.dev/description";

    /** Annotation: name of the file that was uploaded. */
    static final String FILE = "slipway.dev/file";

    private static final List<String> PACKED = List.of("gz", "xz", "zst", "bz2");
    private static final List<String> FORMATS = List.of("qcow2", "raw", "img", "vmdk", "iso", "vdi", "vhd", "vhdx");

    /** Works out the row of an image. */
    static ImageRow of(ImageFacts facts) {
        String url = facts.source()
                .map(source -> source.http())
                .map(http -> ImageFacts.text(http.url()))
                .or(() -> facts.source()
                        .map(source -> source.registry())
                        .map(registry -> ImageFacts.text(registry.url())))
                .orElse("");
        Instant created = MachineState.time(facts.image().getMetadata().getCreationTimestamp())
                .orElse(Instant.EPOCH);
        String address = url.isEmpty() ? facts.annotation(FILE) : url;
        ObjectKey key = facts.key();
        OperatingSystem os = OperatingSystem.called(facts.annotation(OS));
        String description = facts.annotation(DESCRIPTION);
        ImageState state = ImageState.of(facts);
        return new ImageRow(
                "image-" + facts.image().getMetadata().getUid(),
                key,
                os,
                description,
                state,
                size(facts),
                format(address),
                origin(facts, url),
                address,
                created,
                facts.cron(),
                facts.claim()
                        .flatMap(claim -> MachineState.time(claim.getMetadata().getCreationTimestamp()))
                        .orElse(created),
                facts.machines().size(),
                String.join(
                                "\n",
                                key.name(),
                                key.namespace(),
                                os.name(),
                                description,
                                address,
                                format(address),
                                state.words())
                        .toLowerCase(Locale.ROOT));
    }

    /** Returns it with another number of machines made from it. */
    ImageRow madeInto(int others) {
        return others == machines
                ? this
                : new ImageRow(
                        id,
                        key,
                        os,
                        description,
                        state,
                        bytes,
                        format,
                        origin,
                        address,
                        created,
                        cron,
                        updated,
                        others,
                        text);
    }

    @Override
    public String project() {
        return key.namespace();
    }

    /** Returns the path of the image's page. */
    public String path() {
        return "/images/" + key.namespace() + "/" + key.name();
    }

    /** Returns the format that the name of a file tells: "qcow2", "raw, xz"; empty if it tells none. */
    static String format(String address) {
        String name = path(address).toLowerCase(Locale.ROOT);
        String last = extension(name);
        if (!PACKED.contains(last)) {
            return FORMATS.contains(last) ? plain(last) : "";
        }
        String inner = extension(name.substring(0, name.length() - last.length() - 1));
        return FORMATS.contains(inner) ? plain(inner) + ", " + last : last;
    }

    private static String plain(String extension) {
        return extension.equals("img") ? "raw" : extension;
    }

    private static String path(String address) {
        try {
            String path = URI.create(address).getPath();
            return path == null ? address : path;
        } catch (IllegalArgumentException _) {
            return address;
        }
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    private static String origin(ImageFacts facts, String url) {
        if (!url.isEmpty()) {
            try {
                String host = URI.create(url).getHost();
                return host == null ? "URL" : host;
            } catch (IllegalArgumentException _) {
                return "URL";
            }
        }
        if (facts.source().filter(source -> source.upload() != null).isPresent()) {
            return "upload";
        }
        return facts.volume().isPresent()
                ? "DataVolume"
                : ImageFacts.claimOf(facts.image())
                        .map(claim -> "claim " + claim.name())
                        .orElse("");
    }

    /** Returns the size of the disk: what was asked for it, else the claim's. */
    private static long size(ImageFacts facts) {
        return facts.volume()
                .map(volume -> volume.getSpec())
                .map(spec -> spec.storage())
                .map(storage -> storage.resources())
                .map(resources -> resources.requests())
                .map(requests -> requests.get("storage"))
                .map(ImageRow::bytes)
                .or(() -> facts.claim().flatMap(ImageRow::capacity))
                .orElse(0L);
    }

    private static Optional<Long> capacity(PersistentVolumeClaim claim) {
        Map<String, Quantity> got =
                claim.getStatus() == null ? null : claim.getStatus().getCapacity();
        return Optional.ofNullable(got).map(capacity -> capacity.get("storage")).map(ImageRow::bytes);
    }

    private static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().longValue();
    }
}
