package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/**
 * Where the next page of a list begins.
 *
 * @param revision all pages show this revision; 0: the first page
 * @param namespace of the last object of the page before
 * @param name of the last object of the page before
 */
record ContinueToken(long revision, String namespace, String name) {
    static final ContinueToken BEGINNING = new ContinueToken(0, "", "");

    static ContinueToken after(long revision, StoredObject last) {
        return new ContinueToken(revision, last.key().namespace(), last.key().name());
    }

    static ContinueToken parse(String text) {
        try {
            JsonNode token = Json.parse(Base64.getUrlDecoder().decode(text));
            long revision = token.path("rv").asLong();
            if (revision <= 0 || !token.path("name").isTextual()) {
                throw Problem.badRequest(
                                "invalid continue token: continue key is not valid: the token lacks its revision or start")
                        .exception();
            }
            return new ContinueToken(
                    revision,
                    token.path("namespace").asText(),
                    token.path("name").asText());
        } catch (IllegalArgumentException | IOException _) {
            throw Problem.badRequest(
                            "invalid continue token: continue key is not valid: the token is not of this server")
                    .exception();
        }
    }

    static Problem expired() {
        return Problem.expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.");
    }

    String text() {
        byte[] json = Json.bytes(Json.object()
                .put("v", "meta.k8s.io/v1")
                .put("rv", revision)
                .put("namespace", namespace)
                .put("name", name));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /** Returns the index of the first object after the token. */
    int position(List<StoredObject> objects) {
        if (revision == 0) {
            return 0;
        }
        int low = 0;
        int high = objects.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            StoredObject object = objects.get(middle);
            int order = object.key().namespace().compareTo(namespace);
            order = order == 0 ? object.key().name().compareTo(name) : order;
            if (order <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
