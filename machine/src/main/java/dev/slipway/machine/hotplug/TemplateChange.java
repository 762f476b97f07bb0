package dev.slipway.machine.hotplug;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.FirmwareBuilder;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.types.StoredForm;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a change of a machine's template means for its guest. Templates are compared by what they mean: 2048Mi is 2Gi. Source:
 * KubeVirt v1.9.0, {@code watch/vm/vm.go}, {@code syncRestartRequired}.
 */
public final class TemplateChange {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TemplateChange() {}

    /** Returns whether two templates, labels and annotations included, mean the same. */
    public static boolean isNone(
            @Nullable VirtualMachineInstanceTemplateSpec one, @Nullable VirtualMachineInstanceTemplateSpec other) {
        return SameMeaning.of(
                "VirtualMachineInstanceTemplateSpec",
                stored("VirtualMachineInstanceTemplateSpec", one),
                stored("VirtualMachineInstanceTemplateSpec", other));
    }

    /**
     * Returns whether a change reaches the guest at its next start only.
     *
     * @param instance the running instance
     * @param started the template that it was started from, with its instance type written out
     * @param template the template as it is now, with its instance type written out
     */
    public static boolean needsRestart(
            VirtualMachineInstance instance,
            VirtualMachineInstanceSpec started,
            VirtualMachineInstanceSpec template,
            KubeVirtConfiguration configuration) {
        VirtualMachineInstanceSpec before = lasting(identified(instance, started, template), configuration);
        VirtualMachineInstanceSpec now = lasting(template, configuration);
        return !SameMeaning.of(
                        "VirtualMachineInstanceSpec",
                        stored("VirtualMachineInstanceSpec", before),
                        stored("VirtualMachineInstanceSpec", now))
                || !PluggableNic.inLine(instance.getSpec(), template);
    }

    /** What comes and goes while the guest runs is not compared, nor what only decides where it runs. */
    private static VirtualMachineInstanceSpec lasting(
            VirtualMachineInstanceSpec spec, KubeVirtConfiguration configuration) {
        VirtualMachineInstanceSpec lasting = PluggedSpec.lasting(spec);
        return LiveGrowth.isLive(configuration)
                ? lasting.withNodeSelector(null).withAffinity(null).withTolerations(null)
                : lasting;
    }

    /** The identity that a guest was given at its start is no change once the template names it. */
    private static VirtualMachineInstanceSpec identified(
            VirtualMachineInstance instance, VirtualMachineInstanceSpec started, VirtualMachineInstanceSpec template) {
        Optional<String> named = uuid(template);
        DomainSpec domain = started.domain();
        if (named.isEmpty() || domain == null || !named.equals(uuid(instance.getSpec()))) {
            return started;
        }
        return started.withDomain(domain.withFirmware(Objects.requireNonNullElseGet(
                        domain.firmware(), () -> FirmwareBuilder.builder().build())
                .withUuid(named.get())));
    }

    private static Optional<String> uuid(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.domain())
                .flatMap(domain -> Optional.ofNullable(domain.firmware()))
                .flatMap(firmware -> Optional.ofNullable(firmware.uuid()));
    }

    private static JsonNode stored(String type, @Nullable Object value) {
        ObjectNode tree = value == null ? JSON.createObjectNode() : JSON.valueToTree(value);
        return StoredForm.of(type, tree);
    }
}
