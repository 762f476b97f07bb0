package dev.slipway.portal.networks;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.network.NetworkAttachmentDefinition;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.machines.MachineState;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds networks, as far as the visitor may. */
@Singleton
class Networks {
    private final ClusterMirror mirror;
    private final Rights rights;
    private final Pulse pulse;

    Networks(ClusterMirror mirror, Rights rights, Pulse pulse) {
        this.mirror = mirror;
        this.rights = rights;
        this.pulse = pulse;
    }

    @PostConstruct
    void follow() {
        mirror.attachments().listen(_ -> pulse.beat());
    }

    /** Returns the networks that a visitor may see, in no order; {@code project} limits them unless it is empty. */
    List<NetworkRow> visible(Visit visit, String project) {
        Visible visible = rights.visible(visit.identity(), NetworkList.KIND.right());
        Map<ObjectKey, List<ObjectKey>> attached = attached(visit);
        return mirror.attachments().all().stream()
                .filter(network -> visible.in(network.getMetadata().getNamespace()))
                .filter(network -> project.isEmpty()
                        || project.equals(network.getMetadata().getNamespace()))
                .map(network -> row(network, attached.getOrDefault(ObjectKey.of(network), List.of())))
                .toList();
    }

    private Map<ObjectKey, List<ObjectKey>> attached(Visit visit) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        Map<ObjectKey, List<ObjectKey>> attached = new HashMap<>();
        for (VirtualMachine vm : mirror.machines().all()) {
            ObjectKey key = ObjectKey.of(vm);
            if (visible.in(key.namespace())) {
                networks(vm)
                        .forEach(network -> attached.computeIfAbsent(network, _ -> new ArrayList<>())
                                .add(key));
            }
        }
        attached.values().forEach(machines -> machines.sort(Comparator.comparing(ObjectKey::name)));
        return attached;
    }

    private static List<ObjectKey> networks(VirtualMachine vm) {
        List<Network> networks = list(Optional.ofNullable(vm.getSpec())
                .map(spec -> spec.template())
                .map(template -> template.spec())
                .map(spec -> spec.networks())
                .orElse(null));
        return networks.stream()
                .filter(network -> network.multus() != null)
                .map(network -> key(
                        text(network.multus().networkName()), vm.getMetadata().getNamespace()))
                .toList();
    }

    /** A network without namespace is in that of the machine. */
    private static ObjectKey key(String name, String namespace) {
        int slash = name.indexOf('/');
        return slash < 0
                ? new ObjectKey(namespace, name)
                : new ObjectKey(name.substring(0, slash), name.substring(slash + 1));
    }

    private static NetworkRow row(NetworkAttachmentDefinition network, List<ObjectKey> machines) {
        String config = network.getSpec() == null ? "" : text(network.getSpec().config());
        return new NetworkRow(
                ObjectKey.of(network),
                NetworkPlan.of(config),
                config,
                machines,
                MachineState.time(network.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH));
    }
}
