package dev.slipway.nodeagent.cni;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One device of one Pod that a network gives.
 *
 * @param namespacePath path of the network namespace
 * @param containerId id of the Pod's sandbox; unique on the node
 * @param device name of the device in the namespace
 * @param configuration the network's configuration as text
 * @param arguments {@code CNI_ARGS}
 * @param mac hardware address asked for; absent if none
 * @param ips addresses asked for
 * @param result the last plugin's result as text; absent before it is attached
 */
public record Attachment(
        String namespacePath,
        String containerId,
        String device,
        String configuration,
        Map<String, String> arguments,
        @Nullable String mac,
        List<String> ips,
        @Nullable String result) {
    public Attachment {
        arguments = Map.copyOf(arguments);
        ips = List.copyOf(ips);
        if (!containerId.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException("'" + containerId + "' cannot be a CNI container id");
        }
        if (!device.matches("[A-Za-z0-9_.-]{1,15}")) {
            throw new IllegalArgumentException("'" + device + "' cannot be the name of a network device");
        }
    }

    /** A device of a Pod, with the arguments that Kubernetes gives to plugins. */
    public static Attachment ofPod(
            String namespacePath,
            String podNamespace,
            String podName,
            String podUid,
            NetworkConfiguration configuration,
            String device,
            Optional<String> mac,
            List<String> ips) {
        return new Attachment(
                namespacePath,
                podUid,
                device,
                configuration.text(),
                Map.of(
                        "IgnoreUnknown",
                        "true",
                        "K8S_POD_NAMESPACE",
                        podNamespace,
                        "K8S_POD_NAME",
                        podName,
                        "K8S_POD_UID",
                        podUid,
                        "K8S_POD_INFRA_CONTAINER_ID",
                        podUid),
                mac.orElse(null),
                ips,
                null);
    }

    Attachment withResult(String text) {
        return new Attachment(namespacePath, containerId, device, configuration, arguments, mac, ips, text);
    }
}
