package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Volume;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for cloud-init volumes. Source: KubeVirt v1.9.0, {@code pkg/storage/admitters}. */
final class CloudInitRules {
    /** More than this belongs into a Secret: objects are kept in memory by every client that watches them. */
    private static final int INLINE_LIMIT = 2048;

    /** One kind of data with the three ways to give it. */
    private record Data(
            String word,
            @Nullable String inline,
            @Nullable String base64,
            @Nullable LocalObjectReference secret) {
        long given() {
            return Stream.of(
                            blankIsNull(inline),
                            blankIsNull(base64),
                            secret == null ? null : blankIsNull(secret.getName()))
                    .filter(Objects::nonNull)
                    .count();
        }

        private static @Nullable String blankIsNull(@Nullable String text) {
            return text == null || text.isEmpty() ? null : text;
        }
    }

    private CloudInitRules() {}

    static List<Cause> of(Volume volume, String name, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        var noCloud = volume.cloudInitNoCloud();
        if (noCloud != null) {
            causes.addAll(source(
                    new Data("userData", noCloud.userData(), noCloud.userDataBase64(), noCloud.secretRef()),
                    new Data(
                            "networkData",
                            noCloud.networkData(),
                            noCloud.networkDataBase64(),
                            noCloud.networkDataSecretRef()),
                    name,
                    path.child("cloudInitNoCloud")));
        }
        var drive = noCloud == null ? volume.cloudInitConfigDrive() : null;
        if (drive != null) {
            causes.addAll(source(
                    new Data("userData", drive.userData(), drive.userDataBase64(), drive.secretRef()),
                    new Data(
                            "networkData",
                            drive.networkData(),
                            drive.networkDataBase64(),
                            drive.networkDataSecretRef()),
                    name,
                    path.child("cloudInitConfigDrive")));
        }
        return causes;
    }

    private static List<Cause> source(Data user, Data network, String name, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        if (user.given() == 0 && network.given() == 0) {
            causes.add(path.invalid("Volume " + name + " has neither user data nor network data. Set userData, e.g."
                    + " '#cloud-config'."));
        }
        for (Data data : List.of(user, network)) {
            if (data.given() > 1) {
                causes.add(path.invalid("Volume " + name + " gives " + data.word() + " in several ways. Keep one of "
                        + data.word() + ", " + data.word() + "Base64 and the Secret."));
            }
            causes.addAll(inline(data, name, path));
        }
        return causes;
    }

    private static List<Cause> inline(Data data, String name, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        int length = 0;
        String base64 = data.base64();
        if (base64 != null && !base64.isEmpty()) {
            Optional<byte[]> decoded = decoded(base64);
            length = decoded.map(bytes -> bytes.length).orElse(0);
            if (decoded.isEmpty()) {
                FieldPath field = path.child(data.word() + "Base64");
                causes.add(field.invalid(field + " of volume " + name + " is not base64. Encode it again."));
            }
        }
        String inline = data.inline();
        if (inline != null && !inline.isEmpty()) {
            length = inline.getBytes(StandardCharsets.UTF_8).length;
        }
        if (inline != null && data.word().equals("userData")) {
            FieldPath field = path.child("userData");
            CloudConfigSyntax.problem(inline)
                    .ifPresent(problem -> causes.add(field.invalid(field + " of volume " + name
                            + " begins with #cloud-config but is not YAML: " + problem + ". Mend that line.")));
        }
        if (length > INLINE_LIMIT) {
            causes.add(path.invalid("Volume " + name + " has " + length + " bytes of " + data.word()
                    + ", at most 2048 may stand in the object. Put it into a Secret and name that."));
        }
        return causes;
    }

    /** Line ends may be anywhere in base64, other blanks nowhere, and padding must be there. */
    private static Optional<byte[]> decoded(String base64) {
        String dense = base64.replaceAll("[\\r\\n]", "");
        if (dense.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(dense));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
