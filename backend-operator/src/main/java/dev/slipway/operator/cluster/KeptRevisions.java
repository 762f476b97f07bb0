package dev.slipway.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.machine.facts.CloneRight;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.operator.reconcile.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the API server knows, and the ControllerRevisions that were read lately: their content never changes, but somebody may
 * delete one, so each is asked for again after a minute.
 */
public final class KeptRevisions implements ClusterFacts {
    private static final int MOST = 8_000;
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final String KIND = "controllerrevisions";

    private final ClusterFacts stored;
    private final InstantSource clock;
    private final Map<ObjectKey, Read> known = new LinkedHashMap<>(16, 0.75f, true);

    private record Read(JsonNode revision, Instant until) {}

    /** Remembers what these facts tell. */
    public KeptRevisions(ClusterFacts stored, InstantSource clock) {
        this.stored = stored;
        this.clock = clock;
    }

    @Override
    public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
        if (!resource.equals(KIND)) {
            return stored.find(group, resource, namespace, name);
        }
        ObjectKey key = new ObjectKey(namespace, name);
        synchronized (known) {
            Read read = known.get(key);
            if (read != null && clock.instant().isBefore(read.until())) {
                return Optional.of(read.revision());
            }
            known.remove(key);
        }
        Optional<JsonNode> found = stored.find(group, resource, namespace, name);
        found.ifPresent(revision -> keep(key, revision));
        return found;
    }

    private void keep(ObjectKey key, JsonNode revision) {
        synchronized (known) {
            known.put(key, new Read(revision, clock.instant().plus(KEPT)));
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
