package dev.slipway.vncproxy.subresource;

import dev.slipway.api.kubevirt.PauseOptions;
import dev.slipway.api.kubevirt.RestartOptions;
import dev.slipway.api.kubevirt.StartOptions;
import dev.slipway.api.kubevirt.StopOptions;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.lifecycle.PowerAction;
import dev.slipway.machine.lifecycle.PowerDecision;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.machine.validate.FeatureGates;
import dev.slipway.vncproxy.relay.NodeAgents;
import dev.slipway.vncproxy.relay.RelayTarget;
import dev.slipway.vncproxy.subresource.RequestBody.Options;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a request is about and finds out what is to be done; blocks. */
final class Decider {
    static final String EXPAND_SPEC = "expand-spec";
    private static final int MAX_PORT = 65_535;

    private final KubernetesClient client;
    private final Authorization authorization;
    private final NodeAgents agents;
    private final Expansions expansions;
    private final StoredActions stored;
    private final StoredFacts facts;

    Decider(KubernetesClient client) {
        this.client = client;
        this.authorization = new Authorization(client);
        this.agents = new NodeAgents(client);
        this.facts = new StoredFacts(client);
        this.expansions = new Expansions(facts);
        this.stored = new StoredActions(client, facts);
    }

    Optional<JsonObject> guestfs() {
        return facts.list("kubevirt.io", "kubevirts", "").stream().findFirst().flatMap(DiscoveryDocuments::guestfs);
    }

    Outcome decide(RemoteUser user, HttpMethod method, SubresourcePath path, RequestBody body) {
        Optional<Refusal> forbidden = authorization.refusal(user, method, path);
        if (forbidden.isPresent()) {
            return new Outcome.Refuse(forbidden.get());
        }
        if (path.isExpansion()) {
            return expansions.sent(path.namespace(), body.bytes());
        }
        if (path.isMachine() && path.subresource().equals(EXPAND_SPEC)) {
            return expansions.stored(path);
        }
        if (StoredActions.isOne(method, path)) {
            return stored.carryOut(method, path, body);
        }
        return path.isMachine() ? decideMachine(path, body) : decideInstance(method, path, body);
    }

    private Outcome decideMachine(SubresourcePath path, RequestBody body) {
        Optional<Refusal> early = refusalOfOptions(path.subresource(), body);
        if (early.isPresent()) {
            return refuse(early.get());
        }
        Optional<VirtualMachine> machine = machine(path);
        if (machine.isEmpty()) {
            return refuse(Refusal.notFound(Refusal.MACHINE, path.name()));
        }
        Optional<VirtualMachineInstance> instance = instance(path);
        return switch (path.subresource()) {
            case "start" ->
                power(
                        machine.get(),
                        instance,
                        body.read(StartOptions.class),
                        PowerAction.refusalOfStart(machine.get(), instance),
                        options -> PowerAction.start(machine.get(), instance, options));
            case "stop" ->
                power(
                        machine.get(),
                        instance,
                        body.read(StopOptions.class),
                        Optional.empty(),
                        options -> PowerAction.stop(machine.get(), instance, options));
            case "restart" ->
                power(
                        machine.get(),
                        instance,
                        body.read(RestartOptions.class),
                        Optional.empty(),
                        options -> PowerAction.restart(machine.get(), instance, options));
            default -> forwardPortOfMachine(machine.get(), instance, path, body);
        };
    }

    /** Returns what is wrong with options that are read before the machine is looked for. */
    private static Optional<Refusal> refusalOfOptions(String subresource, RequestBody body) {
        return switch (subresource) {
            case "stop" -> unreadable(body.read(StopOptions.class));
            case "restart" ->
                body.read(RestartOptions.class) instanceof Options.Given<RestartOptions> given
                        ? PowerAction.refusalOfRestart(given.value())
                        : unreadable(body.read(RestartOptions.class));
            default -> Optional.empty();
        };
    }

    /** Returns why options cannot be read; how they shall be carried out is another question. */
    private static <T> Optional<Refusal> unreadable(Options<T> options) {
        return options instanceof Options.Wrong<T>(Refusal why, Optional<T> readable) && readable.isEmpty()
                ? Optional.of(why)
                : Optional.empty();
    }

    private Optional<VirtualMachine> machine(SubresourcePath path) {
        return Optional.ofNullable(client.resources(VirtualMachine.class)
                .inNamespace(path.namespace())
                .withName(path.name())
                .get());
    }

    private Outcome forwardPortOfMachine(
            VirtualMachine machine, Optional<VirtualMachineInstance> instance, SubresourcePath path, RequestBody body) {
        boolean created = machine.getStatus() != null
                && Boolean.TRUE.equals(machine.getStatus().created());
        if (!created) {
            return refuse(Refusal.conflict(Refusal.MACHINE, path.name(), "VMI is not started"));
        }
        return instance.map(found -> guest(Endpoint.PORT_FORWARD, found, path, body))
                .orElseGet(() -> refuse(Refusal.notFound(Refusal.INSTANCE, path.name())));
    }

    private static Optional<Refusal> refusal(PowerDecision decision) {
        return decision instanceof PowerDecision.Refused(Refusal why) ? Optional.of(why) : Optional.empty();
    }

    /**
     * Carries out what is decided.
     *
     * @param early what KubeVirt tells before it reads the options
     */
    private <T> Outcome power(
            VirtualMachine machine,
            Optional<VirtualMachineInstance> instance,
            Options<T> options,
            Optional<Refusal> early,
            Function<T, PowerDecision> decision) {
        return switch (options) {
            case Options.Wrong<T>(Refusal why, Optional<T> readable) ->
                refuse(readable.map(decision)
                        .flatMap(Decider::refusal)
                        .or(() -> readable.isEmpty() ? early : Optional.empty())
                        .orElse(why));
            case Options.Given<T>(T value, boolean dryRun) ->
                switch (decision.apply(value)) {
                    case PowerDecision.Refused(Refusal why) -> refuse(why);
                    case PowerDecision.Accepted accepted ->
                        new PowerSteps(client, machine, instance, dryRun)
                                .carryOut(accepted.steps())
                                .map(Decider::refuse)
                                .orElse(new Outcome.Done(202));
                };
        };
    }

    private Outcome decideInstance(HttpMethod method, SubresourcePath path, RequestBody body) {
        Endpoint endpoint = Endpoint.of(path.subresource(), method).orElseThrow();
        Optional<String> off = endpoint.gate().filter(gate -> !FeatureGates.isEnabled(gate, facts.configuration()));
        if (off.isPresent()) {
            return new Outcome.Unoffered(Refusal.badRequest("'%s' feature gate is not enabled".formatted(off.get())));
        }
        if (endpoint.action().readsOptionsFirst()) {
            Optional<Refusal> early = machine(path)
                    .flatMap(endpoint.action()::refusal)
                    .or(() -> unreadable(body.read(PauseOptions.class)));
            if (early.isPresent()) {
                return refuse(early.get());
            }
        }
        Optional<VirtualMachineInstance> instance = instance(path);
        return instance.map(found -> guest(endpoint, found, path, body))
                .orElseGet(() -> refuse(Refusal.notFound(Refusal.INSTANCE, path.name())));
    }

    private Optional<VirtualMachineInstance> instance(SubresourcePath path) {
        return Optional.ofNullable(client.resources(VirtualMachineInstance.class)
                .inNamespace(path.namespace())
                .withName(path.name())
                .get());
    }

    private Outcome guest(Endpoint endpoint, VirtualMachineInstance instance, SubresourcePath path, RequestBody body) {
        Optional<Refusal> refusal = endpoint.action().refusal(instance);
        if (refusal.isPresent()) {
            return refuse(refusal.get());
        }
        Options<PauseOptions> options = body.read(PauseOptions.class);
        if (options instanceof Options.Wrong<PauseOptions>(Refusal why, var _)) {
            return refuse(why);
        }
        Optional<URI> agent = agents.of(instance);
        if (agent.isEmpty()) {
            return refuse(Refusal.badRequest("No node-agent on node %s found; it is starting, or the node is lost."
                    .formatted(NodeAgents.nodeName(instance).orElse("(none)"))));
        }
        if (endpoint == Endpoint.FREEZE && body.text("unfreezeTimeout").isEmpty()) {
            return refuse(Refusal.badRequest(
                    "unfreezeTimeout is missing; send e.g. {\"unfreezeTimeout\":\"5m\"}, or \"0\" for no limit."));
        }
        if (endpoint == Endpoint.VSOCK) {
            Optional<Refusal> wrong = VsockQuery.refusal(body.parameter("port"), body.parameter("tls"));
            if (wrong.isPresent()) {
                return refuse(wrong.get());
            }
        }
        if (options instanceof Options.Given<PauseOptions> given && given.dryRun()) {
            return new Outcome.Done(200);
        }
        return ask(endpoint, agent.get(), path, body);
    }

    private static Outcome ask(Endpoint endpoint, URI agent, SubresourcePath path, RequestBody body) {
        String what = endpoint.relayPath();
        if (endpoint == Endpoint.PORT_FORWARD) {
            Optional<String> port = port(path);
            if (port.isEmpty()) {
                return refuse(Refusal.badRequest("The port \"%s\" is no port; give 1 to 65535, and tcp or udp."
                        .formatted(String.join("/", path.rest()))));
            }
            what = what + "/" + port.get();
        }
        if (endpoint == Endpoint.VSOCK) {
            what = what + VsockQuery.of(body.parameter("port"), body.parameter("tls"));
        }
        RelayTarget target = new RelayTarget(agent, path.namespace(), path.name(), what);
        return endpoint.form() == Endpoint.Form.STREAM
                ? new Outcome.OpenStream(target)
                : new Outcome.AskNode(endpoint.method(), target, body.bytes());
    }

    /** Returns {@code port/protocol}. */
    private static Optional<String> port(SubresourcePath path) {
        if (path.rest().isEmpty()
                || path.rest().size() > 2
                || !path.rest().getFirst().matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(path.rest().getFirst());
        String protocol = path.rest().size() == 2 ? path.rest().get(1) : "tcp";
        boolean right = port >= 1 && port <= MAX_PORT && (protocol.equals("tcp") || protocol.equals("udp"));
        return right ? Optional.of(port + "/" + protocol) : Optional.empty();
    }

    private static Outcome refuse(Refusal why) {
        return new Outcome.Refuse(why);
    }
}
