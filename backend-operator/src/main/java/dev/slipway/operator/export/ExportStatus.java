package dev.slipway.operator.export;

import dev.slipway.api.export.Condition;
import dev.slipway.api.export.VirtualMachineExportLinks;
import dev.slipway.api.export.VirtualMachineExportStatus;
import dev.slipway.api.export.VirtualMachineExportStatusBuilder;
import dev.slipway.machine.export.ExportAddress;
import dev.slipway.machine.export.ExportLinks;
import dev.slipway.machine.export.ExportNames;
import dev.slipway.machine.export.ExportOffer;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.ConditionSet;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an export says of itself. */
final class ExportStatus {
    private static final String READY = "Ready";

    private ExportStatus() {}

    /**
     * Returns the status.
     *
     * @param pod the exporter, if it is there and stays
     * @param addresses where a ready exporter is reached
     */
    static VirtualMachineExportStatus of(
            ExportScope scope, ExportedSource source, Optional<Pod> pod, List<ExportAddress> addresses) {
        ConditionSet conditions = ConditionSet.of(
                scope.status().map(VirtualMachineExportStatus::conditions).orElse(null), scope.now());
        String phase = phase(conditions, source, pod);
        source.source().ifPresent(told -> set(conditions, told));
        if (scope.hasArchive()) {
            boolean computed = pod.filter(found -> PodState.of(found).isReady()).isPresent();
            conditions.set(
                    "OCIReady", computed ? "True" : "False", computed ? "DigestsComputed" : "DigestsPending", "");
        }
        VirtualMachineExportStatusBuilder next = scope.status()
                .map(VirtualMachineExportStatusBuilder::builder)
                .orElseGet(VirtualMachineExportStatusBuilder::builder);
        return next.phase(source.skipped() ? "Skipped" : phase)
                .conditions(conditions.listUnprobed(Condition::new))
                .serviceName(ExportNames.service(scope.name()))
                .tokenSecretRef(token(scope, source))
                .ttlExpirationTime(Timestamps.format(scope.end()))
                .virtualMachineName(source.machine().orElse(null))
                .links(
                        phase.equals(READY)
                                ? links(scope, source, addresses)
                                : new VirtualMachineExportLinks(null, null, null))
                .build();
    }

    private static @Nullable String token(ExportScope scope, ExportedSource source) {
        boolean known =
                scope.status().map(VirtualMachineExportStatus::tokenSecretRef).isPresent();
        return known || source.isReady() || scope.export().getSpec().tokenSecretRef() != null ? scope.token() : null;
    }

    private static String phase(ConditionSet conditions, ExportedSource source, Optional<Pod> pod) {
        if (pod.isEmpty()) {
            set(conditions, source.waiting());
            return "Pending";
        }
        if (PodState.of(pod.get()).isReady()) {
            conditions.set(READY, "True", "PodReady", "");
            return READY;
        }
        String phase = pod.get().getStatus() == null
                ? "Pending"
                : pod.get().getStatus().getPhase() + "";
        return switch (phase) {
            case "Succeeded" -> {
                conditions.set(READY, "False", "PodCompleted", "");
                yield "Terminated";
            }
            case "Pending" -> {
                conditions.set(READY, "False", "PodPending", "");
                yield "Pending";
            }
            default -> {
                conditions.set(READY, "False", "Unknown", "");
                yield "Pending";
            }
        };
    }

    private static void set(ConditionSet conditions, ExportedSource.Told told) {
        conditions.set(told.type(), told.holds() ? "True" : "False", told.reason(), told.message());
    }

    private static VirtualMachineExportLinks links(
            ExportScope scope, ExportedSource source, List<ExportAddress> addresses) {
        ExportOffer offer = new ExportOffer(
                source.claims(),
                // As in KubeVirt: of a template there is nothing to have but the archive.
                !"VirtualMachineTemplate".equals(scope.reference().getKind()),
                source.backup(),
                source.machine().isPresent(),
                scope.hasArchive());
        VirtualMachineExportLinks links = new VirtualMachineExportLinks(null, null, null);
        for (ExportAddress at : addresses) {
            var link = ExportLinks.of(at, offer);
            links = at.kind().equals("internal") ? links.withInternal(link) : links.withExternal(link);
        }
        return links;
    }
}
