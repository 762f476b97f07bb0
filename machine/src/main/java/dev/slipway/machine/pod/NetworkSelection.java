package dev.slipway.machine.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.InterfaceBindingPlugin;
import dev.slipway.api.kubevirt.MultusNetwork;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The annotations by which a Pod asks for networks: the Kubernetes Network Custom Resource Definition De-facto Standard. */
final class NetworkSelection {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NETWORKS = "k8s.v1.cni.cncf.io/networks";
    private static final String DEFAULT_NETWORK = "v1.multus-cni.io/default-network";

    private NetworkSelection() {}

    /**
     * Returns the annotations. Networks come in the order of their interfaces, and those of a binding that others bring
     * after the interface's own. Source: KubeVirt v1.9.0, {@code pkg/network/multus/annotation.go}.
     */
    static Map<String, String> annotations(
            VirtualMachineInstanceSpec spec, String namespace, Map<String, InterfaceBindingPlugin> bindings) {
        Map<String, Network> networks = new LinkedHashMap<>();
        Optional.ofNullable(spec.networks())
                .orElse(List.of())
                .forEach(network -> networks.put(network.name(), network));
        List<String> elements = Instance.interfaces(spec).stream()
                .filter(nic -> !"absent".equals(nic.state()))
                .flatMap(nic -> Optional.ofNullable(networks.get(nic.name())).stream()
                        .flatMap(network -> Stream.concat(
                                own(nic, network, namespace).stream(), brought(nic, namespace, bindings).stream())))
                .toList();
        Map<String, String> annotations = new TreeMap<>();
        if (!elements.isEmpty()) {
            annotations.put(NETWORKS, "[" + String.join(",", elements) + "]");
        }
        networks.values().stream()
                .filter(NetworkSelection::isDefault)
                .findFirst()
                .map(Network::multus)
                .map(MultusNetwork::networkName)
                .ifPresent(name -> annotations.put(DEFAULT_NETWORK, name));
        return annotations;
    }

    private static boolean isDefault(Network network) {
        return network.multus() != null && Boolean.TRUE.equals(network.multus().default_());
    }

    private static Optional<String> own(Interface nic, Network network, String namespace) {
        if (network.multus() == null || isDefault(network)) {
            return Optional.empty();
        }
        Map<String, String> fields =
                reference(Optional.ofNullable(network.multus().networkName()).orElse(""), namespace);
        if (nic.macAddress() != null && !nic.macAddress().isEmpty()) {
            fields.put("mac", quoted(nic.macAddress()));
        }
        fields.put("interface", quoted(LauncherNames.podInterface(network.name() + "")));
        return Optional.of(object(fields));
    }

    /** A binding may attach a network of its own; its plugin is told which of the guest's networks it is for. */
    private static Optional<String> brought(
            Interface nic, String namespace, Map<String, InterfaceBindingPlugin> bindings) {
        return Optional.ofNullable(nic.binding())
                .flatMap(binding -> Optional.ofNullable(bindings.get(binding.name())))
                .map(InterfaceBindingPlugin::networkAttachmentDefinition)
                .filter(definition -> !definition.isEmpty())
                .map(definition -> {
                    Map<String, String> fields = reference(definition, namespace);
                    fields.put("cni-args", object(Map.of("logicNetworkName", quoted(nic.name() + ""))));
                    return object(fields);
                });
    }

    private static Map<String, String> reference(String definition, String namespace) {
        int slash = definition.indexOf('/');
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", quoted(definition.substring(slash + 1)));
        fields.put("namespace", quoted(slash < 0 ? namespace : definition.substring(0, slash)));
        return fields;
    }

    private static String object(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> quoted(field.getKey()) + ":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every text can be written as JSON", e);
        }
    }
}
