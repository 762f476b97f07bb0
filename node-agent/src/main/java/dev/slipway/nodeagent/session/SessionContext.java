package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.pod.SocketLinks;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * What every session of a node shares.
 *
 * @param client Kubernetes, as the node-agent
 * @param node the node's name
 * @param files finds a Pod's files
 * @param links short links to run directories
 * @param pods a Pod of this node by {@code namespace/name}, from memory
 * @param instances an instance of this node by {@code namespace/name}, from memory
 * @param plans makes launch plans
 * @param networks wires guests
 * @param clock the time
 */
public record SessionContext(
        KubernetesClient client,
        String node,
        Function<Pod, PodFiles> files,
        SocketLinks links,
        Function<String, Optional<Pod>> pods,
        Function<String, Optional<VirtualMachineInstance>> instances,
        LaunchPlans plans,
        PodNetworks networks,
        Clock clock) {}
