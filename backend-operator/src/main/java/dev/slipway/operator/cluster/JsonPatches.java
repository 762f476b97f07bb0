package dev.slipway.operator.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.List;

/** JSON patches (RFC 6902), one operation each, as restores and clones carry them. */
public final class JsonPatches {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonPatches() {}

    /**
     * Returns the patches of a JSON list of texts.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static List<String> list(String text) {
        try {
            return List.of(JSON.readValue(text, String[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The list of patches " + text + " is no JSON list of texts.", e);
        }
    }

    /**
     * Returns the patched object.
     *
     * @throws IllegalArgumentException if a patch is no patch or does not fit; the message names it
     */
    public static <T> T apply(KubernetesSerialization serialization, List<String> patches, T object, Class<T> type) {
        if (patches.isEmpty()) {
            return object;
        }
        JsonNode tree = serialization.convertValue(object, JsonNode.class);
        for (String patch : patches) {
            try {
                ArrayNode operations = JSON.createArrayNode();
                JsonNode read = JSON.readTree(patch);
                if (read.isArray()) {
                    operations.addAll((ArrayNode) read);
                } else {
                    operations.add(read);
                }
                tree = JsonPatch.apply(operations, tree);
            } catch (JsonProcessingException | JsonPatchException e) {
                throw new IllegalArgumentException(
                        "The patch " + patch + " cannot be applied: " + e.getMessage()
                                + ". Correct it in spec.patches of a new object.",
                        e);
            }
        }
        return serialization.convertValue(tree, type);
    }
}
