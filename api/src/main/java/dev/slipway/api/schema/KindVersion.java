package dev.slipway.api.schema;

import java.util.Optional;

/**
 * A version in which a kind is served.
 *
 * @param name e.g. {@code v1beta1}
 * @param stored whether objects are stored in it
 * @param warning what clients of a deprecated version are told
 */
record KindVersion(String name, boolean stored, Optional<String> warning) {
    static KindVersion stored(String name) {
        return new KindVersion(name, true, Optional.empty());
    }

    static KindVersion served(String name) {
        return new KindVersion(name, false, Optional.empty());
    }

    KindVersion deprecated(String sentence) {
        return new KindVersion(name, stored, Optional.of(sentence));
    }
}
