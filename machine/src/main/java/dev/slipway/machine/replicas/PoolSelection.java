package dev.slipway.machine.replicas;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.pool.VirtualMachinePoolSelectionPolicy;
import dev.slipway.api.pool.VirtualMachinePoolSelectors;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Which machines of a pool a scale-in or an update takes, and in what order. */
public final class PoolSelection {
    private static final Comparator<VirtualMachine> BY_INDEX = Comparator.comparingInt(
            machine -> PoolMachine.index(machine.getMetadata().getName()).orElse(0));
    private static final Comparator<VirtualMachine> BY_BIRTH =
            Comparator.comparing(machine -> Given.text(machine.getMetadata().getCreationTimestamp()));

    private PoolSelection() {}

    /**
     * Returns those that the policy allows, in its order. Machines of the same second are in the order of their numbers.
     *
     * @param random the order where the policy names none
     */
    public static List<VirtualMachine> of(
            List<VirtualMachine> machines, Optional<VirtualMachinePoolSelectionPolicy> policy, Random random) {
        Optional<VirtualMachinePoolSelectors> selectors =
                policy.flatMap(given -> Optional.ofNullable(given.selectors()));
        List<VirtualMachine> eligible = new ArrayList<>(machines.stream()
                .filter(machine ->
                        selectors.map(given -> isSelected(machine, given)).orElse(true))
                .toList());
        switch (policy.map(VirtualMachinePoolSelectionPolicy::sortPolicy).orElse("Random")) {
            case "AscendingOrder" -> eligible.sort(BY_INDEX);
            case "DescendingOrder" -> eligible.sort(BY_INDEX.reversed());
            case "Oldest" -> eligible.sort(BY_BIRTH.thenComparing(BY_INDEX));
            case "Newest" -> eligible.sort(BY_BIRTH.thenComparing(BY_INDEX).reversed());
            default -> Collections.shuffle(eligible, random);
        }
        return List.copyOf(eligible);
    }

    /** A selector that cannot be read selects nothing: to delete on a guess would be worse. */
    private static boolean isSelected(VirtualMachine machine, VirtualMachinePoolSelectors selectors) {
        Optional<VirtualMachineInstanceTemplateSpec> template =
                Optional.ofNullable(machine.getSpec()).flatMap(spec -> Optional.ofNullable(spec.template()));
        Map<String, String> labels = template.map(VirtualMachineInstanceTemplateSpec::metadata)
                .map(ObjectMeta::getLabels)
                .orElse(Map.of());
        Map<String, String> nodes = template.map(VirtualMachineInstanceTemplateSpec::spec)
                .map(VirtualMachineInstanceSpec::nodeSelector)
                .orElse(Map.of());
        boolean byLabel = selectors.labelSelector() == null
                || Selector.of(selectors.labelSelector())
                        .filter(selector -> selector.matches(labels))
                        .isPresent();
        boolean byNode = selectors.nodeSelectorRequirementMatcher() == null
                || Selector.ofNodes(Given.list(selectors.nodeSelectorRequirementMatcher()))
                        .filter(selector -> selector.matches(nodes))
                        .isPresent();
        return byLabel && byNode;
    }
}
