package dev.slipway.standalone.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.access.DefaultRoles;
import dev.slipway.standalone.apiserver.aggregate.FrontProxy;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoreException;
import dev.slipway.standalone.apiserver.store.StoredObject;
import dev.slipway.standalone.apiserver.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What a new cluster contains before anybody wrote anything. */
final class InitialObjects {
    private static final String RBAC = "rbac.authorization.k8s.io";

    private InitialObjects() {}

    static List<ObjectNode> namespaces(Instant now) {
        return Stream.of("default", "kube-node-lease", "kube-public", "kube-system")
                .map(name -> namespace(name, now))
                .toList();
    }

    /** Stores the roles and bindings that are absent, and brings roles back to what they shall be. */
    static void store(ObjectStore store, List<ObjectNode> roles, Instant now) throws StoreException {
        for (ObjectNode role : roles) {
            GroupResource resource = new GroupResource(RBAC, DefaultRoles.plural(role));
            ObjectKey key = new ObjectKey(resource, Metadata.namespace(role), Metadata.name(role));
            Optional<StoredObject> stored = store.get(key);
            if (stored.isEmpty()) {
                ObjectNode created = role.deepCopy();
                Metadata.of(created)
                        .put("uid", UUID.randomUUID().toString())
                        .put("creationTimestamp", Metadata.time(now));
                store.write(new Write.Put(key, Write.ABSENT, created));
            } else if (DefaultRoles.isOverwritten(stored.get().tree())) {
                overwrite(store, stored.get(), role);
            }
        }
    }

    private static void overwrite(ObjectStore store, StoredObject stored, ObjectNode role) throws StoreException {
        ObjectNode updated = stored.tree();
        for (String field : List.of("aggregationRule", "rules")) {
            if (role.has(field)) {
                updated.set(field, role.get(field));
            } else {
                updated.remove(field);
            }
        }
        if (!updated.equals(stored.tree())) {
            store.write(new Write.Put(stored.key(), stored.revision(), updated));
        }
    }

    /** Stores whose certificates tell other servers that a request comes from this one. */
    static void storeAuthorities(ObjectStore store, ApiServerSettings settings, Instant now)
            throws StoreException, IOException {
        if (settings.frontProxy().isEmpty()) {
            return;
        }
        FrontProxy proxy = settings.frontProxy().get();
        ObjectNode data = Json.object();
        Optional<Path> clients = settings.tls().flatMap(TlsMaterial::clientAuthority);
        if (clients.isPresent()) {
            data.put("client-ca-file", Files.readString(clients.get()));
        }
        data.put("requestheader-allowed-names", list(proxy.name()))
                .put("requestheader-client-ca-file", Files.readString(proxy.authority()))
                .put("requestheader-extra-headers-prefix", list("X-Remote-Extra-"))
                .put("requestheader-group-headers", list("X-Remote-Group"))
                .put("requestheader-uid-headers", list("X-Remote-Uid"))
                .put("requestheader-username-headers", list("X-Remote-User"));
        ObjectKey key =
                new ObjectKey(new GroupResource("", "configmaps"), "kube-system", "extension-apiserver-authentication");
        Optional<StoredObject> stored = store.get(key);
        ObjectNode map = stored.map(StoredObject::tree).orElseGet(() -> authorities(now));
        if (!map.path("data").equals(data)) {
            map.set("data", data);
            store.write(new Write.Put(key, stored.map(StoredObject::revision).orElse(Write.ABSENT), map));
        }
    }

    private static ObjectNode authorities(Instant now) {
        ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata")
                .put("name", "extension-apiserver-authentication")
                .put("namespace", "kube-system")
                .put("uid", UUID.randomUUID().toString())
                .put("creationTimestamp", Metadata.time(now));
        return map;
    }

    private static String list(String text) {
        return Json.MAPPER.createArrayNode().add(text).toString();
    }

    private static ObjectNode namespace(String name, Instant now) {
        ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        ObjectNode metadata = namespace.putObject("metadata");
        metadata.put("name", name);
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", Metadata.time(now));
        metadata.putObject("labels").put("kubernetes.io/metadata.name", name);
        namespace.putObject("spec").putArray("finalizers").add("kubernetes");
        namespace.putObject("status").put("phase", "Active");
        return namespace;
    }
}
