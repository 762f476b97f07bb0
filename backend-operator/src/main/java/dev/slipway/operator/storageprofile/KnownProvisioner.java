package dev.slipway.operator.storageprofile;

import dev.slipway.api.cdi.ClaimPropertySet;
import dev.slipway.api.cdi.ClaimPropertySetBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a provisioner is known to offer.
 *
 * @param name its name
 * @param parameter the parameter of a storage class that it depends on, empty if on none
 * @param values the values of that parameter
 * @param offers access and volume modes, best first
 * @param cloneStrategy how its claims are best cloned, if that is known
 * @param sourceFormat what DataImportCrons best keep, if that is known
 */
record KnownProvisioner(
        String name,
        String parameter,
        List<String> values,
        List<ClaimPropertySet> offers,
        Optional<String> cloneStrategy,
        Optional<String> sourceFormat) {
    private static final Map<Character, String> ACCESS =
            Map.of('X', "ReadWriteMany", 'M', "ReadOnlyMany", 'O', "ReadWriteOnce");
    private static final List<KnownProvisioner> ALL = read();

    /** Returns what is known of the provisioner of a class. */
    static Optional<KnownProvisioner> of(StorageClass storage) {
        return ALL.stream().filter(known -> known.provides(storage)).findFirst();
    }

    static List<KnownProvisioner> all() {
        return ALL;
    }

    private boolean provides(StorageClass storage) {
        String value = Optional.ofNullable(storage.getParameters())
                .map(parameters -> parameters.get(parameter))
                .orElse("");
        return name.equals(storage.getProvisioner())
                && (parameter.isEmpty() || values.contains(value.toLowerCase(Locale.ROOT)));
    }

    private static List<KnownProvisioner> read() {
        try (InputStream table =
                Objects.requireNonNull(KnownProvisioner.class.getResourceAsStream("provisioners.txt"))) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> parse(List.of(line.strip().split("\\s+"))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KnownProvisioner parse(List<String> words) {
        String key = words.getFirst();
        int mark = key.indexOf('?');
        int equals = key.indexOf('=');
        return new KnownProvisioner(
                mark < 0 ? key : key.substring(0, mark),
                mark < 0 ? "" : key.substring(mark + 1, equals),
                mark < 0 ? List.of() : List.of(key.substring(equals + 1).split(",")),
                Arrays.stream(words.get(1).split(","))
                        .map(KnownProvisioner::offer)
                        .toList(),
                words.size() > 2 ? Optional.of(words.get(2)) : Optional.empty(),
                words.size() > 3 ? Optional.of(words.get(3)) : Optional.empty());
    }

    private static ClaimPropertySet offer(String letters) {
        return ClaimPropertySetBuilder.builder()
                .accessModes(List.of(Objects.requireNonNull(ACCESS.get(letters.charAt(0)))))
                .volumeMode(letters.charAt(1) == 'B' ? "Block" : "Filesystem")
                .build();
    }
}
