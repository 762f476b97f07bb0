package dev.slipway.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.machine.facts.CloneRight;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.operator.reconcile.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the API server knows, and the ControllerRevisions that were read lately: their content never changes. */
public final class KeptRevisions implements ClusterFacts {
    private static final int MOST = 8_000;
    private static final String KIND = "controllerrevisions";

    private final ClusterFacts stored;
    private final Map<ObjectKey, JsonNode> known = new LinkedHashMap<>(16, 0.75f, true);

    /** Remembers what these facts tell. */
    public KeptRevisions(ClusterFacts stored) {
        this.stored = stored;
    }

    @Override
    public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
        if (!resource.equals(KIND)) {
            return stored.find(group, resource, namespace, name);
        }
        ObjectKey key = new ObjectKey(namespace, name);
        synchronized (known) {
            JsonNode found = known.get(key);
            if (found != null) {
                return Optional.of(found);
            }
        }
        Optional<JsonNode> found = stored.find(group, resource, namespace, name);
        found.ifPresent(revision -> keep(key, revision));
        return found;
    }

    private void keep(ObjectKey key, JsonNode revision) {
        synchronized (known) {
            known.put(key, revision);
            if (known.size() > MOST) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    @Override
    public KubeVirtConfiguration configuration() {
        return stored.configuration();
    }

    @Override
    public String defaultArchitecture() {
        return stored.defaultArchitecture();
    }

    @Override
    public List<JsonNode> list(String group, String resource, String namespace) {
        return stored.list(group, resource, namespace);
    }

    @Override
    public boolean mayCreate(String user, List<String> groups, CloneRight.Creation creation) {
        return stored.mayCreate(user, groups, creation);
    }

    @Override
    public String randomUuid() {
        return stored.randomUuid();
    }
}
