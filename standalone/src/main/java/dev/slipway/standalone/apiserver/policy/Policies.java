package dev.slipway.standalone.apiserver.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The policies that are bound, by name, read anew when one of them or of their bindings has changed. */
final class Policies {
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final GroupResource POLICIES = new GroupResource(GROUP, "validatingadmissionpolicies");
    private static final GroupResource BINDINGS = new GroupResource(GROUP, "validatingadmissionpolicybindings");

    private final ObjectStore store;
    private volatile Known known = new Known(-1, -1, List.of());

    Policies(ObjectStore store) {
        this.store = store;
    }

    /** A policy with its bindings, of which there is at least one. */
    record Bound(Policy policy, List<PolicyBinding> bindings) {}

    private record Known(long policies, long bindings, List<Bound> bound) {}

    List<Bound> bound() {
        long policies = store.lastChange(POLICIES);
        long bindings = store.lastChange(BINDINGS);
        Known current = known;
        if (current.policies != policies || current.bindings != bindings) {
            current = new Known(policies, bindings, read());
            known = current;
        }
        return current.bound;
    }

    private List<Bound> read() {
        List<PolicyBinding> bindings = trees(BINDINGS).map(PolicyBinding::of).toList();
        return trees(POLICIES)
                .map(Policy::of)
                .map(policy -> new Bound(
                        policy,
                        bindings.stream()
                                .filter(binding -> binding.policy().equals(policy.name()))
                                .toList()))
                .filter(bound -> !bound.bindings.isEmpty())
                .toList();
    }

    private Stream<ObjectNode> trees(GroupResource resource) {
        return store.list(resource, "").objects().stream()
                .map(StoredObject::tree)
                .sorted(Comparator.comparing(Metadata::name));
    }
}
