package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.FilesystemOverhead;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The share of a disk that a claim has more, for its file system, by the claim's storage class.
 *
 * @param global the share of classes that have none of their own, as in {@code 0.06}
 * @param ofClass the shares of single classes, by name
 * @param usualClass the class that a claim gets which names none
 */
public record FileSystemOverhead(String global, Map<String, String> ofClass, Optional<String> usualClass) {
    /** Source: CDI v1.65, {@code common.go}, {@code DefaultGlobalOverhead}. */
    private static final String USUAL = "0.06";

    /** Source: CDI v1.65, {@code config-controller.go}, {@code validOverhead}. */
    private static final Pattern SHARE = Pattern.compile("0(?:\\.\\d{1,3})?|1");

    public FileSystemOverhead {
        ofClass = Map.copyOf(ofClass);
    }

    /** Returns what the admins of the cluster want; what is no share counts as not said. */
    public static FileSystemOverhead of(CDIConfigSpec config, Optional<String> usualClass) {
        Optional<FilesystemOverhead> wanted = Optional.ofNullable(config.filesystemOverhead());
        Map<String, String> ofClass =
                new TreeMap<>(wanted.map(FilesystemOverhead::storageClass).orElse(Map.of()));
        ofClass.values().removeIf(share -> !isShare(share));
        return new FileSystemOverhead(
                wanted.map(FilesystemOverhead::global)
                        .filter(FileSystemOverhead::isShare)
                        .orElse(USUAL),
                ofClass,
                usualClass);
    }

    /** Returns the share of a class, as it is written. */
    public String share(String storageClass) {
        return ofClass.getOrDefault(storageClass, global);
    }

    /** Returns by what the size of a disk is multiplied for that of its claim. */
    BigDecimal factor(@Nullable String storageClass) {
        String share = Optional.ofNullable(storageClass)
                .or(() -> usualClass)
                .map(this::share)
                .orElse(global);
        return BigDecimal.ONE.add(new BigDecimal(share));
    }

    private static boolean isShare(@Nullable String text) {
        return text != null && SHARE.matcher(text).matches();
    }
}
