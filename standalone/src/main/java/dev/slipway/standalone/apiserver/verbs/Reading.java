package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.selector.FieldSelector;
import dev.slipway.standalone.apiserver.selector.SelectableFields;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.Snapshot;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/** Get and list. */
public final class Reading {
    private final ObjectStore store;

    public Reading(ObjectStore store) {
        this.store = store;
    }

    public Answer get(Call call) {
        ReadOptions options = ReadOptions.of(call);
        refuseFuture(options);
        StoredObject object = store.get(call.key())
                .orElseThrow(() -> Problem.notFound(call.type().groupResource(), call.name())
                        .exception());
        return new Answer.One(200, call.type(), new Document.Stored(object));
    }

    public Answer list(Call call) {
        ReadOptions options = ReadOptions.of(call);
        refuseFuture(options);
        ContinueToken start = options.continueToken().map(ContinueToken::parse).orElse(ContinueToken.BEGINNING);
        Snapshot snapshot = snapshot(call, options, start);
        return page(call.type(), options, snapshot, start);
    }

    private Snapshot snapshot(Call call, ReadOptions options, ContinueToken start) {
        String namespace = call.type().namespaced() ? call.namespace() : "";
        if (start.revision() > 0) {
            return store.listAt(call.type().storedAs(), namespace, start.revision())
                    .orElseThrow(() -> ContinueToken.expired().exception());
        }
        if (options.match() == ReadOptions.Match.EXACT
                || (options.limit() > 0 && options.revision().orElse(0) > 0)) {
            return exact(call, namespace, options.revision().orElse(0), options.match());
        }
        return store.list(call.type().storedAs(), namespace);
    }

    private Snapshot exact(Call call, String namespace, long revision, ReadOptions.Match match) {
        return match == ReadOptions.Match.NOT_OLDER_THAN
                ? store.list(call.type().storedAs(), namespace)
                : store.listAt(call.type().storedAs(), namespace, revision)
                        .orElseThrow(() -> Problem.expired("The resourceVersion for the provided list is too old.")
                                .exception());
    }

    private static Answer page(ResourceType type, ReadOptions options, Snapshot snapshot, ContinueToken start) {
        List<StoredObject> page = new ArrayList<>();
        List<StoredObject> objects = snapshot.objects();
        int next = start.position(objects);
        long limit = options.limit() > 0 ? options.limit() : Long.MAX_VALUE;
        while (next < objects.size() && page.size() < limit) {
            StoredObject object = objects.get(next++);
            if (matches(options, object)) {
                page.add(object);
            }
        }
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(snapshot.revision()));
        if (next < objects.size() && !page.isEmpty()) {
            metadata.put(
                    "continue",
                    ContinueToken.after(snapshot.revision(), page.getLast()).text());
            if (options.labels().isEverything() && options.fields().isEverything()) {
                metadata.put("remainingItemCount", objects.size() - next);
            }
        }
        return new Answer.Many(200, type, metadata, page);
    }

    /** Returns whether the selectors of a request choose an object. */
    public static boolean matches(ReadOptions options, StoredObject object) {
        return options.labels().matches(object.labels()) && matches(options.fields(), object);
    }

    private static boolean matches(FieldSelector selector, StoredObject object) {
        if (selector.isEverything()) {
            return true;
        }
        boolean onlyKey = selector.terms().stream()
                .allMatch(term ->
                        term.field().equals("metadata.name") || term.field().equals("metadata.namespace"));
        if (onlyKey) {
            return selector.matches(field -> field.equals("metadata.name")
                    ? object.key().name()
                    : object.key().namespace());
        }
        ObjectNode tree = object.tree();
        return selector.matches(field -> SelectableFields.value(tree, field));
    }

    /** Every revision that this server ever told is visible, so a larger one is none of its own. */
    private void refuseFuture(ReadOptions options) {
        long asked = options.revision().orElse(0);
        long current = store.revision();
        if (Long.compareUnsigned(asked, current) > 0) {
            throw Problem.revisionTooLarge(asked, current).exception();
        }
    }
}
