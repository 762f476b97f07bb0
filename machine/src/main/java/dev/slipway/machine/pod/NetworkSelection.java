package dev.slipway.machine.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.MultusNetwork;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The annotations by which a Pod asks for networks: the Kubernetes Network Custom Resource Definition De-facto Standard. */
final class NetworkSelection {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NETWORKS = "k8s.v1.cni.cncf.io/networks";
    private static final String DEFAULT_NETWORK = "v1.multus-cni.io/default-network";

    private NetworkSelection() {}

    static Map<String, String> annotations(VirtualMachineInstanceSpec spec, String namespace) {
        Map<String, Interface> interfaces = Instance.interfaces(spec).stream()
                .filter(nic -> nic.name() != null)
                .collect(Collectors.toMap(nic -> nic.name() + "", Function.identity(), (first, second) -> first));
        List<Network> attached = Optional.ofNullable(spec.networks()).orElse(List.of()).stream()
                .filter(network -> network.multus() != null && !isAbsent(interfaces.get(network.name())))
                .toList();
        Map<String, String> annotations = new TreeMap<>();
        List<String> elements = attached.stream()
                .filter(network -> !isDefault(network))
                .map(network -> element(network, namespace, interfaces.get(network.name())))
                .toList();
        if (!elements.isEmpty()) {
            annotations.put(NETWORKS, "[" + String.join(",", elements) + "]");
        }
        attached.stream()
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

    private static boolean isAbsent(@Nullable Interface nic) {
        return nic != null && "absent".equals(nic.state());
    }

    private static String element(Network network, String namespace, @Nullable Interface nic) {
        String reference = Optional.ofNullable(network.multus())
                .map(MultusNetwork::networkName)
                .orElse("");
        int slash = reference.indexOf('/');
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", reference.substring(slash + 1));
        fields.put("namespace", slash < 0 ? namespace : reference.substring(0, slash));
        if (nic != null && nic.macAddress() != null) {
            fields.put("mac", nic.macAddress());
        }
        fields.put("interface", LauncherNames.podInterface(network.name() + ""));
        return fields.entrySet().stream()
                .map(field -> quoted(field.getKey()) + ":" + quoted(field.getValue()))
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
