package dev.slipway.importer.http;

import java.util.Map;

/** Says who asks where a header that stays the same cannot: a signature of each request, or a word that expires. */
public interface Introduction {
    /** Nobody is introduced, or a header that stays the same does it. */
    Introduction NONE = _ -> Map.of();

    /** Returns the header fields that a GET of a target is sent with. */
    Map<String, String> fields(HttpTarget target);
}
