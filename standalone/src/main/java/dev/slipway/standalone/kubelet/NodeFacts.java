package dev.slipway.standalone.kubelet;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a virtual node offers.
 *
 * @param name its name
 * @param address its address
 * @param cpus number of processors
 * @param memoryBytes memory for Pods
 * @param diskBytes disk for Pods
 * @param pods most Pods
 * @param architecture {@code amd64} or {@code arm64}
 * @param kernel kernel version
 * @param operatingSystem name of the distribution
 * @param machineId machine id
 * @param version version of Slipway
 */
public record NodeFacts(
        String name,
        String address,
        int cpus,
        long memoryBytes,
        long diskBytes,
        int pods,
        String architecture,
        String kernel,
        String operatingSystem,
        String machineId,
        String version) {

    /** Returns the Node object without status, as it is made at the first start. */
    Node node() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels())
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
    }

    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("kubernetes.io/arch", architecture);
        labels.put("kubernetes.io/hostname", name);
        labels.put("kubernetes.io/os", "linux");
        labels.put("node-role.kubernetes.io/control-plane", "");
        return labels;
    }

    /** Returns the Node's status at {@code now}; conditions keep their transition times. */
    NodeStatus status(List<NodeCondition> before, Instant now) {
        Map<String, Quantity> capacity = new LinkedHashMap<>();
        capacity.put("cpu", new Quantity(Integer.toString(cpus)));
        capacity.put("ephemeral-storage", new Quantity(diskBytes / 1024 + "Ki"));
        capacity.put("memory", new Quantity(memoryBytes / 1024 + "Ki"));
        capacity.put("pods", new Quantity(Integer.toString(pods)));
        return new NodeStatusBuilder()
                .withCapacity(capacity)
                .withAllocatable(capacity)
                .addNewAddress(address, "InternalIP")
                .addNewAddress(name, "Hostname")
                .withConditions(List.of(
                        condition(before, "MemoryPressure", false, "KubeletHasSufficientMemory", now),
                        condition(before, "DiskPressure", false, "KubeletHasNoDiskPressure", now),
                        condition(before, "PIDPressure", false, "KubeletHasSufficientPID", now),
                        condition(before, "Ready", true, "KubeletReady", now)))
                .withNewNodeInfo()
                .withArchitecture(architecture)
                .withBootID(machineId)
                .withContainerRuntimeVersion("slipway://" + version)
                .withKernelVersion(kernel)
                .withKubeProxyVersion("")
                .withKubeletVersion("v1.34.0+slipway." + version)
                .withMachineID(machineId)
                .withOperatingSystem("linux")
                .withOsImage(operatingSystem)
                .withSystemUUID(machineId)
                .endNodeInfo()
                .build();
    }

    private static NodeCondition condition(
            List<NodeCondition> before, String type, boolean holds, String reason, Instant now) {
        String status = holds ? "True" : "False";
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new NodeConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage("")
                .withLastHeartbeatTime(time)
                .withLastTransitionTime(before.stream()
                        .filter(old -> old.getType().equals(type) && status.equals(old.getStatus()))
                        .map(NodeCondition::getLastTransitionTime)
                        .findFirst()
                        .orElse(time))
                .build();
    }
}
