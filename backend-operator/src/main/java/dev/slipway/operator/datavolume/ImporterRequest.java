package dev.slipway.operator.datavolume;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSourceHTTP;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the importer of a Pod is asked for, as it is agreed in {@code docs/contracts.md} §5. Directories are given as
 * {@code $(NAME)}: Kubernetes puts the variable's value there, and where there are no mount namespaces that value is the
 * directory on the node.
 */
final class ImporterRequest {
    private ImporterRequest() {}

    /** Returns the request as JSON. */
    static String of(DataVolume volume, ObjectNode source, DiskSize size, ImporterSettings settings) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.set("source", source);
        request.put("size", size.disk());
        request.put("contentType", ContentType.of(volume).word());
        request.put("preallocation", settings.preallocates(volume.getSpec()));
        return request.toString();
    }

    /** Returns the source of a Pod that gives the disk of a claim to others. */
    static ObjectNode serving(PersistentVolumeClaim claim) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.putObject("serve").put("claim", identity(claim));
        return asked;
    }

    /** Returns what a claim is filled with. */
    static ObjectNode source(Filling filling, Optional<CloneSource> source, ImporterSettings settings) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        switch (filling) {
            case Filling.Http http -> asked.set("http", http(http.source()));
            case Filling.Registry image -> asked.set("registry", registry(image, settings.isInsecure(image.host())));
            case Filling.Bucket bucket -> {
                ObjectNode object = asked.putObject(bucket.kind());
                object.put("url", plain(bucket.url()));
                known(object, bucket.secretRef(), bucket.certConfigMap());
            }
            case Filling.Upload _ -> asked.putObject("upload");
            case Filling.Blank _ -> asked.putObject("blank");
            case Filling.Restore _ -> asked.putObject("grow");
            case Filling.Clone _ -> asked.set("clone", clone(source.orElseThrow()));
        }
        return asked;
    }

    private static ObjectNode clone(CloneSource source) {
        ObjectNode clone = JsonNodeFactory.instance.objectNode();
        clone.put("claim", identity(source.claim().orElseThrow()));
        source.server().ifPresent(server -> {
            String address = server.getStatus().getPodIP();
            clone.put(
                    "url",
                    "https://" + (address.contains(":") ? "[" + address + "]" : address) + ":"
                            + ImporterPod.UPLOAD_PORT);
            clone.put(
                    "server",
                    DataVolumeNames.server(
                            server.getMetadata().getName(), server.getMetadata().getNamespace()));
        });
        return clone;
    }

    /** Names a claim so that a later one of the same name is another. */
    private static String identity(PersistentVolumeClaim claim) {
        return ObjectKey.of(claim) + "/" + claim.getMetadata().getUid();
    }

    private static void known(ObjectNode asked, @Nullable String secret, @Nullable String authorities) {
        given(secret).ifPresent(_ -> asked.put("secretDir", "$(SLIPWAY_SECRET_DIR)"));
        given(authorities).ifPresent(_ -> asked.put("caDir", "$(SLIPWAY_CA_DIR)"));
    }

    private static ObjectNode registry(Filling.Registry image, boolean insecure) {
        ObjectNode registry = JsonNodeFactory.instance.objectNode();
        registry.put("url", plain(image.url()));
        Optional.ofNullable(image.source().platform())
                .flatMap(platform -> given(platform.architecture()))
                .ifPresent(architecture -> registry.put("architecture", architecture));
        known(registry, image.source().secretRef(), image.source().certConfigMap());
        if (insecure) {
            registry.put("insecure", true);
        }
        return registry;
    }

    private static ObjectNode http(DataVolumeSourceHTTP source) {
        ObjectNode http = JsonNodeFactory.instance.objectNode();
        http.put("url", plain(Optional.ofNullable(source.url()).orElse("")));
        Optional.ofNullable(source.checksum())
                .filter(text -> !text.isBlank())
                .ifPresent(sum -> http.put("checksum", sum));
        Optional.ofNullable(source.extraHeaders())
                .filter(headers -> !headers.isEmpty())
                .ifPresent(headers -> {
                    var list = http.putArray("extraHeaders");
                    headers.forEach(header -> list.add(plain(header)));
                });
        known(http, source.secretRef(), source.certConfigMap());
        if (!Optional.ofNullable(source.secretExtraHeaders()).orElse(List.of()).isEmpty()) {
            http.put("secretHeadersDir", "$(SLIPWAY_HEADERS_DIR)");
        }
        if (Boolean.TRUE.equals(source.insecureSkipVerify())) {
            http.put("insecureSkipVerify", true);
        }
        return http;
    }

    /** A doubled $ is one $ for Kubernetes, which else would take $(…) for a variable. */
    static String plain(String text) {
        return text.replace("$(", "$$(");
    }

    /** Returns a name that may be left out, or empty. */
    static Optional<String> given(@Nullable String name) {
        return Optional.ofNullable(name).filter(text -> !text.isEmpty());
    }
}
