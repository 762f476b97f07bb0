package dev.slipway.standalone.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.schema.Schema;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps {@code managedFields} right when objects are written, and applies objects on the server. */
public final class FieldOwnership {
    private static final String BEFORE = "before-first-apply";

    private final ResourceType type;
    private final Schema schema;
    private final FieldSet ignored;
    private final FieldManager updater;
    private final FieldManager applier;
    private final String now;

    /**
     * @param schema of the whole object
     * @param subresource through which is written, may be empty
     * @param name of the manager
     */
    public FieldOwnership(ResourceType type, Schema schema, String subresource, String name, Instant now) {
        this.type = type;
        this.schema = schema;
        this.ignored = Ignored.paths(type, subresource);
        this.updater = new FieldManager(name, FieldManager.Operation.UPDATE, type.apiVersion(), subresource);
        this.applier = new FieldManager(name, FieldManager.Operation.APPLY, type.apiVersion(), subresource);
        this.now = Metadata.time(now);
    }

    /**
     * Records a create, update or patch in the next state.
     *
     * @param old the state before; for a creation an empty object
     * @param next changed here: gets its managedFields
     */
    public void recordUpdate(ObjectNode old, ObjectNode next) {
        JsonNode sent = next.path("metadata").path("managedFields");
        if (isReset(sent)) {
            Metadata.of(next).remove("managedFields");
            return;
        }
        JsonNode known = sent.isEmpty() ? old.path("metadata").path("managedFields") : sent;
        ManagedFields fields = ManagedFields.read(known);
        Comparison comparison = Comparison.of(schema, start(old), next).without(ignored);
        fields.takeFromOthers(updater, comparison.changed().union(comparison.removed()));
        FieldSet own = fields.of(updater).orElseGet(FieldSet::new);
        FieldSet owned =
                own.minus(comparison.removed()).union(comparison.changed()).without(ignored);
        fields.put(updater, owned.minus(Ignored.METADATA_ITSELF), now);
        fields.writeTo(next);
    }

    /** Go's decoder always makes these parts of a built-in object, so nobody adds them. */
    private ObjectNode start(ObjectNode old) {
        if (!old.isEmpty() || !type.builtIn()) {
            return old;
        }
        ObjectNode start = Json.object();
        for (String part : List.of("metadata", "spec", "status")) {
            if (schema.properties().containsKey(part)) {
                start.putObject(part);
            }
        }
        return start;
    }

    private static boolean isReset(JsonNode sent) {
        boolean emptyList = sent.isArray() && sent.isEmpty();
        return emptyList
                || (sent.size() == 1 && sent.path(0).isObject() && sent.path(0).isEmpty());
    }

    /**
     * Merges an applied object into the live one.
     *
     * @param live an empty object if there is none yet
     * @return the next state with its managedFields
     * @throws dev.slipway.standalone.apiserver.status.ProblemException 409 where others own what would change
     */
    public ObjectNode apply(ObjectNode live, ObjectNode applied, boolean force) {
        ManagedFields fields = ManagedFields.read(live.path("metadata").path("managedFields"));
        if (fields.isEmpty() && !live.isEmpty()) {
            fields.put(
                    new FieldManager(BEFORE, FieldManager.Operation.UPDATE, type.apiVersion(), ""),
                    OwnedFields.of(schema, live).without(ignored),
                    now);
        }
        FieldSet claimedBefore = fields.of(applier).orElseGet(FieldSet::new);
        FieldSet claimed = OwnedFields.of(schema, applied).without(ignored);
        fields.put(applier, claimed, now);
        ObjectNode next = (ObjectNode) AppliedObject.merge(schema, live, applied);
        AppliedObject.drop(schema, next, claimedBefore, fields.all());
        Comparison comparison = Comparison.of(schema, live, next).without(ignored);
        if (!force) {
            refuseConflicts(fields, comparison.changed());
        }
        fields.takeFromOthers(applier, comparison.changed().union(comparison.removed()));
        fields.writeTo(next);
        return next;
    }

    private void refuseConflicts(ManagedFields fields, FieldSet changed) {
        Map<FieldManager, List<String>> conflicts = new LinkedHashMap<>();
        for (ManagedFields.Entry entry : fields.entries()) {
            FieldSet both = entry.fields().intersection(changed);
            if (!entry.manager().isSameAs(applier) && !both.isEmpty()) {
                conflicts.put(entry.manager(), both.paths());
            }
        }
        if (conflicts.isEmpty()) {
            return;
        }
        List<Cause> causes = new ArrayList<>();
        conflicts.forEach((manager, paths) -> paths.forEach(
                path -> causes.add(new Cause("FieldManagerConflict", "conflict with " + manager.shown(), path))));
        throw Problem.applyConflict(ConflictText.of(conflicts, causes.size()), causes)
                .exception();
    }

    /** Returns the managedFields of an object without their times, to see whether ownership changed. */
    public static ArrayNode timeless(ObjectNode object) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            ObjectNode copy = entry.deepCopy();
            copy.remove("time");
            list.add(copy);
        }
        return list;
    }
}
