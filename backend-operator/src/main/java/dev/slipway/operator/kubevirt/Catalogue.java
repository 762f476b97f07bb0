package dev.slipway.operator.kubevirt;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sizes and preferences that Slipway brings along, in the cluster as this version has them ({@code deploy/catalogue}). An
 * annotation keeps the checksum of the file, so that nothing is written when nothing is new.
 */
public final class Catalogue {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);
    private static final List<String> FILES = List.of("instancetypes.yaml", "preferences.yaml");
    private static final String CHECKSUM = "slipway.dev/catalogue-checksum";

    private final KubernetesClient client;

    /** Makes a catalogue that is put into the cluster of this client. */
    public Catalogue(KubernetesClient client) {
        this.client = client;
    }

    /** Writes what is missing or of another version. */
    void install() {
        FILES.forEach(this::install);
    }

    private void install(String file) {
        byte[] content = content(file);
        String checksum = checksum(content);
        List<HasMetadata> wanted =
                client.load(new ByteArrayInputStream(content)).items();
        Map<String, String> present = present(wanted.getFirst());
        List<HasMetadata> missing = wanted.stream()
                .filter(object ->
                        !checksum.equals(present.get(object.getMetadata().getName())))
                .toList();
        for (HasMetadata object : missing) {
            object.getMetadata().getAnnotations().put(CHECKSUM, checksum);
            client.resource(object)
                    .fieldManager("slipway-catalogue")
                    .forceConflicts()
                    .serverSideApply();
        }
        if (!missing.isEmpty()) {
            LOG.info("{} objects of the catalogue written from {}", missing.size(), file);
        }
    }

    private Map<String, String> present(HasMetadata example) {
        Map<String, String> checksums = new HashMap<>();
        client.genericKubernetesResources(example.getApiVersion(), example.getKind()).list().getItems().stream()
                .map(HasMetadata::getMetadata)
                .filter(metadata -> metadata.getAnnotations() != null)
                .forEach(metadata -> checksums.put(
                        metadata.getName(), metadata.getAnnotations().getOrDefault(CHECKSUM, "")));
        return checksums;
    }

    private static byte[] content(String file) {
        try (InputStream in = Objects.requireNonNull(
                Catalogue.class.getResourceAsStream(file), () -> file + " is missing beside Catalogue")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static String checksum(byte[] content) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(sum, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
