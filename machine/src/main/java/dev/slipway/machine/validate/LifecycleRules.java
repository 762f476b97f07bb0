package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Probe;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.admission.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for eviction, start and probes. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class LifecycleRules {
    private static final Set<String> EVICTION = Set.of("None", "LiveMigrate", "LiveMigrateIfPossible", "External");

    private LifecycleRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        String eviction = spec.evictionStrategy();
        if (eviction != null && !EVICTION.contains(eviction)) {
            causes.add(path.child("evictionStrategy")
                    .invalid(path.child("evictionStrategy") + " '" + eviction
                            + "' is not known. Use None, LiveMigrate, LiveMigrateIfPossible or External."));
        }
        String start = spec.startStrategy();
        if (start != null && !start.equals("Paused")) {
            causes.add(path.child("startStrategy")
                    .invalid(path.child("startStrategy") + " '" + start
                            + "' is not known. Use Paused, or leave it out."));
        }
        if ("Paused".equals(start) && spec.livenessProbe() != null) {
            causes.add(path.child("startStrategy")
                    .invalid("A machine that starts paused would fail its livenessProbe. Remove one of the two."));
        }
        boolean podNetwork = spec.networks() == null
                || spec.networks().isEmpty()
                || spec.networks().stream().anyMatch(network -> network.pod() != null);
        causes.addAll(probe(spec.readinessProbe(), podNetwork, path.child("readinessProbe")));
        causes.addAll(probe(spec.livenessProbe(), podNetwork, path.child("livenessProbe")));
        String account = Objects.requireNonNullElse(spec.serviceAccountName(), "");
        if (!account.isEmpty()) {
            DnsName.wrongSubdomain(account)
                    .ifPresent(wrong -> causes.add(path.child("serviceAccountName")
                            .invalid(path.child("serviceAccountName") + " '" + account + "' " + wrong + ".")));
        }
        return causes;
    }

    private static List<Cause> probe(@Nullable Probe probe, boolean podNetwork, FieldPath path) {
        if (probe == null) {
            return List.of();
        }
        long handlers = Stream.of(probe.exec(), probe.guestAgentPing(), probe.httpGet(), probe.tcpSocket())
                .filter(Objects::nonNull)
                .count();
        List<Cause> causes = new ArrayList<>();
        if (handlers != 1) {
            causes.add(path.invalid(path + " has " + (handlers == 0 ? "nothing to try" : "several things to try")
                    + ". Keep one of httpGet, tcpSocket, exec, guestAgentPing."));
        }
        if (!podNetwork && probe.httpGet() != null) {
            causes.add(path.child("httpGet")
                    .invalid(path.child("httpGet") + " needs the Pod network, which this machine lacks."));
        }
        if (!podNetwork && probe.tcpSocket() != null) {
            causes.add(path.child("tcpSocket")
                    .invalid(path.child("tcpSocket") + " needs the Pod network, which this machine lacks."));
        }
        return causes;
    }
}
