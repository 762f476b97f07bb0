package dev.slipway.vncproxy.subresource;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What {@link SubresourceApi} offers, for discovery. */
public final class Subresources {
    private static final List<Offer> ALL = list();

    private Subresources() {}

    /**
     * One path.
     *
     * @param resource {@code virtualmachines}, {@code virtualmachineinstances}, or {@code expand-vm-spec}
     * @param subresource empty for {@code expand-vm-spec}
     * @param verb as in RBAC
     */
    public record Offer(String resource, String subresource, String verb) {
        /** Returns the name in discovery. */
        public String name() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }

    /** Returns all of them, by name. */
    public static List<Offer> all() {
        return ALL;
    }

    private static List<Offer> list() {
        List<Offer> offers = new ArrayList<>();
        offers.add(new Offer(SubresourcePath.EXPAND, "", "update"));
        SubresourceApi.POWER.forEach(name -> offers.add(new Offer(SubresourcePath.MACHINES, name, "update")));
        SubresourceApi.ASKED_OF_MACHINES.forEach(name -> offers.add(new Offer(SubresourcePath.MACHINES, name, "get")));
        add(offers, SubresourcePath.MACHINES, StoredActions.all(true));
        add(offers, SubresourcePath.INSTANCES, StoredActions.all(false));
        for (Endpoint endpoint : Endpoint.values()) {
            offers.add(new Offer(SubresourcePath.INSTANCES, endpoint.subresource(), verb(endpoint.method())));
        }
        offers.sort(Comparator.comparing(Offer::name));
        return List.copyOf(offers);
    }

    private static void add(List<Offer> offers, String resource, Map<String, HttpMethod> methods) {
        methods.forEach((name, method) -> offers.add(new Offer(resource, name, verb(method))));
    }

    private static String verb(HttpMethod method) {
        return HttpMethod.PUT.equals(method) ? "update" : "get";
    }
}
