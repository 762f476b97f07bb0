package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.lifecycle.EventNames;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the events of instances, with the reasons that KubeVirt's handler uses. */
final class MachineEvents {
    private static final Logger LOG = LoggerFactory.getLogger(MachineEvents.class);

    /** The name under which clients know the part that runs guests on a node. */
    private static final String COMPONENT = "virt-handler";

    private static final int LONGEST = 1024;

    private final EventNames names = new EventNames();
    private final KubernetesClient client;
    private final String node;

    MachineEvents(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
    }

    void normal(VirtualMachineInstance vmi, String reason, String message) {
        write(vmi, "Normal", reason, message);
    }

    void warning(VirtualMachineInstance vmi, String reason, String message) {
        write(vmi, "Warning", reason, message);
    }

    /** An event that cannot be written is only logged: it must never hold a guest up. */
    private void write(VirtualMachineInstance vmi, String type, String reason, String message) {
        Instant time = Instant.now();
        String now = time.truncatedTo(ChronoUnit.SECONDS).toString();
        String text = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
        var event = new EventBuilder()
                .withNewMetadata()
                .withNamespace(vmi.getMetadata().getNamespace())
                .withName(names.next(vmi.getMetadata().getName(), time))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("kubevirt.io/v1")
                .withKind("VirtualMachineInstance")
                .withNamespace(vmi.getMetadata().getNamespace())
                .withName(vmi.getMetadata().getName())
                .withUid(vmi.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(text)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource(COMPONENT, node)
                .withReportingComponent(COMPONENT)
                .withReportingInstance(node)
                .build();
        try {
            client.v1().events().resource(event).create();
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "{}/{}: event {} was not taken: {}",
                    vmi.getMetadata().getNamespace(),
                    vmi.getMetadata().getName(),
                    reason,
                    e.getMessage());
        }
    }
}
