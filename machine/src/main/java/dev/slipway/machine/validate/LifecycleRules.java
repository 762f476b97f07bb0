package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Probe;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for eviction, start and probes. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class LifecycleRules {
    private static final Set<String> EVICTION = Set.of("None", "LiveMigrate", "LiveMigrateIfPossible", "External");

    private LifecycleRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        String eviction =
                spec.evictionStrategy() == null ? setting.configuration().evictionStrategy() : spec.evictionStrategy();
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
        boolean podNetwork = Given.list(spec.networks()).stream().anyMatch(network -> network.pod() != null);
        causes.addAll(probe(spec.readinessProbe(), podNetwork, path.child("readinessProbe")));
        causes.addAll(probe(spec.livenessProbe(), podNetwork, path.child("livenessProbe")));
        String account = Objects.requireNonNullElse(spec.serviceAccountName(), "");
        if (!account.isEmpty()) {
            DnsName.wrongSubdomain(account)
                    .ifPresent(wrong -> causes.add(path.child("serviceAccountName")
                            .invalid(path.child("serviceAccountName") + " '" + account + "' " + wrong + ".")));
            otherAccount(spec, account)
                    .ifPresent(other -> causes.add(path.child("serviceAccountName")
                            .invalid("serviceAccountName is " + account + ", but a volume is of the ServiceAccount "
                                    + other + ". Name the same one in both places.")));
        }
        if (spec.domain() != null && spec.domain().rebootPolicy() != null && !setting.isEnabled("RebootPolicy")) {
            causes.add(path.child("domain", "rebootPolicy")
                    .invalid("rebootPolicy needs the feature gate RebootPolicy, which is off."));
        }
        return causes;
    }

    private static Optional<String> otherAccount(VirtualMachineInstanceSpec spec, String account) {
        return Given.list(spec.volumes()).stream()
                .filter(volume -> volume.serviceAccount() != null)
                .map(volume -> Given.text(volume.serviceAccount().serviceAccountName()))
                .filter(other -> !other.equals(account))
                .findFirst();
    }

    private static List<Cause> probe(@Nullable Probe probe, boolean podNetwork, FieldPath path) {
        if (probe == null) {
            return List.of();
        }
        long handlers = Stream.of(probe.exec(), probe.guestAgentPing(), probe.httpGet(), probe.tcpSocket())
                .filter(Objects::nonNull)
                .count();
        List<Cause> causes = new ArrayList<>();
        if (handlers == 0) {
            causes.add(
                    path.required(path + " has nothing to try. Set one of httpGet, tcpSocket, exec, guestAgentPing."));
        }
        if (handlers > 1) {
            causes.add(path.invalid(
                    path + " has several things to try. Keep one of httpGet, tcpSocket, exec, guestAgentPing."));
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
