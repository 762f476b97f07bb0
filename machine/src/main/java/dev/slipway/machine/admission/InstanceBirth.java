package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.defaults.PciTopology;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** What a new instance carries beside its spec: finalizer, PCI layout, first status. Source: KubeVirt v1.9.0, {@code vmi-mutator.go}. */
final class InstanceBirth {
    /** The user that launchers run as, of Pods and of KubeVirt's nonroot mode. */
    private static final long RUNTIME_USER = 107;

    private static final String QUOTES = "kubevirt.io/qgs-socket-path";
    private static final String QUOTE_SOCKET = "/var/run/tdx-qgs/qgs.socket";

    private InstanceBirth() {}

    static void mark(
            ObjectNode object, VirtualMachineInstanceSpec spec, KubeVirtConfiguration configuration, String finalizer) {
        ObjectNode metadata = object.withObjectProperty("metadata");
        Finalizers.add(object, finalizer);
        if (spec.domain() == null) {
            return;
        }
        String type =
                spec.domain().machine() == null ? null : spec.domain().machine().type();
        if (PciTopology.isVersioned(Given.text(spec.architecture()), Given.text(type))) {
            ObjectNode annotations = metadata.withObjectProperty("annotations");
            if (!annotations.has("kubevirt.io/pci-topology-version")) {
                annotations.put("kubevirt.io/pci-topology-version", "v3");
            }
        }
        if (spec.domain().launchSecurity() != null
                && spec.domain().launchSecurity().tdx() != null) {
            metadata.withObjectProperty("annotations").put(QUOTES, quotes(configuration));
        }
        ObjectNode status = object.withObjectProperty("status");
        status.put("phase", "Pending");
        status.put("runtimeUser", RUNTIME_USER);
        topology(status, spec.domain().cpu());
        if (spec.domain().memory() != null && spec.domain().memory().guest() != null) {
            memory(status, spec.domain().memory().guest());
        }
    }

    /** Where the host signs what a TDX guest measured. */
    private static String quotes(KubeVirtConfiguration configuration) {
        var compute = configuration.confidentialCompute();
        var attestation =
                compute == null || compute.tdx() == null ? null : compute.tdx().attestation();
        return attestation == null || attestation.qgsSocketPath() == null ? QUOTE_SOCKET : attestation.qgsSocketPath();
    }

    private static void topology(ObjectNode status, @Nullable CPU cpu) {
        if (cpu != null) {
            ObjectNode topology = status.putObject("currentCPUTopology");
            put(topology, "cores", cpu.cores());
            put(topology, "sockets", cpu.sockets());
            put(topology, "threads", cpu.threads());
        }
    }

    private static void put(ObjectNode node, String field, @Nullable Long number) {
        if (number != null) {
            node.put(field, number);
        }
    }

    private static void memory(ObjectNode status, Quantity guest) {
        ObjectNode memory = status.putObject("memory");
        memory.put("guestAtBoot", guest.toString());
        memory.put("guestCurrent", guest.toString());
        memory.put("guestRequested", guest.toString());
    }
}
