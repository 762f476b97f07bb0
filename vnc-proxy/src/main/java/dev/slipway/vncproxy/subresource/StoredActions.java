package dev.slipway.vncproxy.subresource;

import dev.slipway.api.kubevirt.AddVolumeOptions;
import dev.slipway.api.kubevirt.MigrateOptions;
import dev.slipway.api.kubevirt.RemoveVolumeOptions;
import dev.slipway.api.kubevirt.VirtualMachineMemoryDumpRequest;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.machine.subresource.EvacuationCancel;
import dev.slipway.machine.subresource.LaunchSession;
import dev.slipway.machine.subresource.MemoryDump;
import dev.slipway.machine.subresource.MigrationRequest;
import dev.slipway.machine.subresource.ObjectGraph;
import dev.slipway.machine.subresource.Reaction;
import dev.slipway.machine.subresource.StoredAction;
import dev.slipway.machine.subresource.Target;
import dev.slipway.machine.subresource.VolumeRequest;
import dev.slipway.machine.subresource.Wish;
import dev.slipway.vncproxy.subresource.RequestBody.Options;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The subresources that change or show stored objects and ask no node; blocks. */
final class StoredActions {
    /**
     * One of them.
     *
     * @param method HTTP method
     * @param subresource its name
     * @param options type of its body
     * @param action what it does
     */
    private record Entry(HttpMethod method, String subresource, Class<?> options, StoredAction action) {}

    private static final List<Entry> OF_BOTH = List.of(
            new Entry(HttpMethod.PUT, "addvolume", AddVolumeOptions.class, VolumeRequest::add),
            new Entry(HttpMethod.PUT, "removevolume", RemoveVolumeOptions.class, VolumeRequest::remove),
            new Entry(HttpMethod.PUT, "evacuate/cancel", Map.class, EvacuationCancel::decide),
            new Entry(HttpMethod.GET, "objectgraph", Map.class, ObjectGraph::decide));

    private static final List<Entry> OF_MACHINES = List.of(
            new Entry(HttpMethod.PUT, "migrate", MigrateOptions.class, MigrationRequest::decide),
            new Entry(HttpMethod.PUT, "memorydump", VirtualMachineMemoryDumpRequest.class, MemoryDump::request),
            new Entry(HttpMethod.PUT, "removememorydump", Map.class, MemoryDump::remove));

    private static final List<Entry> OF_INSTANCES =
            List.of(new Entry(HttpMethod.PUT, "sev/setupsession", Map.class, LaunchSession::decide));

    private final KubernetesClient client;
    private final StoredFacts facts;

    StoredActions(KubernetesClient client, StoredFacts facts) {
        this.client = client;
        this.facts = facts;
    }

    static boolean isOne(HttpMethod method, SubresourcePath path) {
        return find(method, path).isPresent();
    }

    /** Returns name and HTTP method of all of a machine, or of an instance. */
    static Map<String, HttpMethod> all(boolean machine) {
        Map<String, HttpMethod> all = new TreeMap<>();
        OF_BOTH.forEach(entry -> all.put(entry.subresource, entry.method));
        (machine ? OF_MACHINES : OF_INSTANCES).forEach(entry -> all.put(entry.subresource, entry.method));
        return all;
    }

    private static Optional<Entry> find(HttpMethod method, SubresourcePath path) {
        return Stream.concat(OF_BOTH.stream(), path.isMachine() ? OF_MACHINES.stream() : OF_INSTANCES.stream())
                .filter(entry -> entry.method.equals(method) && entry.subresource.equals(path.subresource()))
                .findFirst();
    }

    Outcome carryOut(HttpMethod method, SubresourcePath path, RequestBody body) {
        Entry entry = find(method, path).orElseThrow();
        Target target = new Target(path.namespace(), path.name(), path.isMachine());
        Options<?> options = body.read(entry.options);
        return switch (options) {
            case Options.Wrong<?>(Refusal why, var readable)
            when readable.isEmpty() -> perform(path, entry.action.decide(target, Wish.malformed(why), facts), false);
            case Options.Wrong<?>(Refusal why, var _) ->
                // what is in the way of the wish itself is told before what is wrong in how it shall be carried out
                entry.action.decide(target, Wish.of(body.tree()), facts) instanceof Reaction.Refused(Refusal first)
                        ? new Outcome.Refuse(first)
                        : new Outcome.Refuse(why);
            case Options.Given<?>(Object _, boolean dryRun) ->
                perform(path, entry.action.decide(target, Wish.of(body.tree()), facts), dryRun);
        };
    }

    private Outcome perform(SubresourcePath path, Reaction reaction, boolean dryRun) {
        Patches patches = new Patches(client, path.namespace(), path.name(), dryRun);
        return switch (reaction) {
            case Reaction.Refused(Refusal why) -> new Outcome.Refuse(why);
            case Reaction.AlreadySo(int code) -> new Outcome.Done(code);
            case Reaction.Shown(var document) -> new Outcome.Document(document);
            case Reaction.Patched patched ->
                attempt(path, patched.code(), () -> {
                    switch (patched.place()) {
                        case MACHINE -> patches.machine(patched.patch());
                        case MACHINE_STATUS -> patches.machineStatus(patched.patch());
                        case INSTANCE -> patches.instance(patched.patch());
                    }
                });
            case Reaction.Made made -> attempt(path, made.code(), () -> make(made, dryRun));
        };
    }

    private static Outcome attempt(SubresourcePath path, int code, Runnable change) {
        String kind = path.isMachine() ? Refusal.MACHINE : Refusal.INSTANCE;
        return Patches.attempt(kind, path.name(), change)
                .<Outcome>map(Outcome.Refuse::new)
                .orElseGet(() -> new Outcome.Done(code));
    }

    private void make(Reaction.Made made, boolean dryRun) {
        GenericKubernetesResource object = client.getKubernetesSerialization()
                .unmarshal(made.object().toString(), GenericKubernetesResource.class);
        var all = facts.resources("kubevirt.io", made.plural(), true)
                .inNamespace(object.getMetadata().getNamespace())
                .resource(object);
        (dryRun ? all.dryRun() : all).create();
    }
}
