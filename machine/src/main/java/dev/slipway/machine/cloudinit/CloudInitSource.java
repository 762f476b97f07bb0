package dev.slipway.machine.cloudinit;

import dev.slipway.api.kubevirt.CloudInitConfigDriveSource;
import dev.slipway.api.kubevirt.CloudInitNoCloudSource;
import dev.slipway.api.kubevirt.Volume;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the two data of a seed come from.
 *
 * @param kind layout of the seed
 * @param field path of the volume source, for problems
 */
record CloudInitSource(SeedKind kind, String field, Datum userData, Datum networkData) {
    /**
     * One datum: a Secret, else plain text, else base64.
     *
     * @param field path of the plain field
     * @param plain text, or empty
     * @param base64 encoded text, or empty
     * @param secret name of a Secret, or empty
     * @param keys keys to look for in the Secret, the first found wins
     */
    record Datum(String field, String plain, String base64, String secret, List<String> keys) {
        Optional<byte[]> read(Map<String, Map<String, byte[]>> secrets, List<SeedProblem> problems) {
            if (!secret.isEmpty()) {
                return fromSecret(secrets.get(secret), problems);
            }
            if (!plain.isEmpty()) {
                return Optional.of(plain.getBytes(StandardCharsets.UTF_8));
            }
            if (base64.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Base64.getDecoder().decode(base64));
            } catch (IllegalArgumentException e) {
                problems.add(new SeedProblem.NotBase64(field + "Base64"));
                return Optional.empty();
            }
        }

        private Optional<byte[]> fromSecret(@Nullable Map<String, byte[]> content, List<SeedProblem> problems) {
            String reference =
                    field.endsWith("userData") ? field.replace("userData", "secretRef") : field + "SecretRef";
            if (content == null) {
                problems.add(new SeedProblem.SecretAbsent(reference, secret));
                return Optional.empty();
            }
            for (String key : keys) {
                byte[] value = content.get(key);
                if (value != null) {
                    return Optional.of(value);
                }
            }
            problems.add(new SeedProblem.KeyAbsent(reference, secret, keys));
            return Optional.empty();
        }
    }

    private static final List<String> USER_KEYS = List.of("userdata", "userData");
    private static final List<String> NETWORK_KEYS = List.of("networkdata", "networkData");

    static CloudInitSource of(Volume volume) {
        String path = "spec.volumes[" + volume.name() + "].";
        CloudInitNoCloudSource noCloud = volume.cloudInitNoCloud();
        if (noCloud != null) {
            String field = path + "cloudInitNoCloud";
            return new CloudInitSource(
                    SeedKind.NO_CLOUD,
                    field,
                    datum(
                            field + ".userData",
                            noCloud.userData(),
                            noCloud.userDataBase64(),
                            noCloud.secretRef(),
                            USER_KEYS),
                    datum(
                            field + ".networkData",
                            noCloud.networkData(),
                            noCloud.networkDataBase64(),
                            noCloud.networkDataSecretRef(),
                            NETWORK_KEYS));
        }
        CloudInitConfigDriveSource drive = volume.cloudInitConfigDrive();
        if (drive == null) {
            throw new IllegalArgumentException("volume " + volume.name() + " is no cloud-init volume");
        }
        String field = path + "cloudInitConfigDrive";
        return new CloudInitSource(
                SeedKind.CONFIG_DRIVE,
                field,
                datum(field + ".userData", drive.userData(), drive.userDataBase64(), drive.secretRef(), USER_KEYS),
                datum(
                        field + ".networkData",
                        drive.networkData(),
                        drive.networkDataBase64(),
                        drive.networkDataSecretRef(),
                        NETWORK_KEYS));
    }

    private static Datum datum(
            String field,
            @Nullable String plain,
            @Nullable String base64,
            @Nullable LocalObjectReference secret,
            List<String> keys) {
        String name = secret == null ? "" : orEmpty(secret.getName());
        return new Datum(field, orEmpty(plain), orEmpty(base64), name, keys);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
