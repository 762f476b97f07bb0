package dev.slipway.standalone.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.io.IOException;

/** Small objects for tests of the store. */
public final class Notes {
    public static final GroupResource RESOURCE = new GroupResource("test.slipway.dev", "notes");

    private Notes() {}

    public static ObjectKey key(String name) {
        return new ObjectKey(RESOURCE, "space", name);
    }

    public static ObjectNode note(String name, String text) {
        ObjectNode note = Json.object().put("apiVersion", "test.slipway.dev/v1").put("kind", "Note");
        note.putObject("metadata").put("name", name).put("namespace", "space").put("uid", "uid-of-" + name);
        return note.put("text", text);
    }

    public static StoredObject create(ObjectStore store, String name) throws IOException {
        return done(store.write(new Write.Put(key(name), Write.ABSENT, note(name, "first"))));
    }

    public static StoredObject change(ObjectStore store, StoredObject present, String text) throws IOException {
        String name = present.key().name();
        return done(store.write(new Write.Put(key(name), present.revision(), note(name, text))));
    }

    public static StoredObject remove(ObjectStore store, StoredObject present) throws IOException {
        return done(store.write(new Write.Remove(present.key(), present.revision(), present.tree())));
    }

    private static StoredObject done(Write.Outcome outcome) {
        return switch (outcome) {
            case Write.Outcome.Done done -> done.object();
            case Write.Outcome.Stale stale -> throw new AssertionError(stale);
        };
    }
}
