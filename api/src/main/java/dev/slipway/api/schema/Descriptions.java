package dev.slipway.api.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sentences that {@code kubectl explain} shows, read from {@code descriptions.properties} beside the records of each
 * package: {@code Type.field} for a field, {@code Type} for a kind, a spec or a status. The file beside this class has those of
 * Kubernetes' own types, under their names in {@code kubernetes.types}.
 */
final class Descriptions {
    private static final String FILE = "descriptions.properties";
    private static final Map<String, Descriptions> READ = new ConcurrentHashMap<>();

    private final Properties texts;

    private Descriptions(Properties texts) {
        this.texts = texts;
    }

    /** Returns the sentences about the types of the package that {@code type} is in. */
    static Descriptions beside(Class<?> type) {
        return READ.computeIfAbsent(type.getPackageName(), _ -> new Descriptions(read(type)));
    }

    /** Returns the sentences about Kubernetes' own types. */
    static Descriptions ofKubernetes() {
        return beside(Descriptions.class);
    }

    /** Returns the sentence about a type. */
    Optional<String> of(String type) {
        return Optional.ofNullable(texts.getProperty(type));
    }

    /** Returns the sentence about a field of a type. */
    Optional<String> of(String type, String field) {
        return of(type + "." + field);
    }

    /** Returns what there are sentences about: {@code Type} and {@code Type.field}. */
    Set<String> keys() {
        return texts.stringPropertyNames();
    }

    private static Properties read(Class<?> type) {
        Properties texts = new Properties();
        try (InputStream in = type.getResourceAsStream(FILE)) {
            if (in != null) {
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
                texts.load(reader);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " of " + type.getPackageName() + " cannot be read", e);
        }
        return texts;
    }
}
