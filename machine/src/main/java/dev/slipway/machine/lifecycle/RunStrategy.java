package dev.slipway.machine.lifecycle;

import dev.slipway.api.kubevirt.VirtualMachineSpec;
import java.util.Optional;

/** When a virtual machine shall run: {@code spec.runStrategy}, or its older form {@code spec.running}. */
public enum RunStrategy {
    /** Always; a guest that ends is started again. */
    ALWAYS("Always"),
    /** Started once, and again after a failure; a guest that shuts itself down stays down. */
    RERUN_ON_FAILURE("RerunOnFailure"),
    /** Only as asked through the start, stop and restart subresources. */
    MANUAL("Manual"),
    /** Never. */
    HALTED("Halted"),
    /** Started once, never again. */
    ONCE("Once"),
    /** Waits for a migration from another cluster. */
    WAIT_AS_RECEIVER("WaitAsReceiver");

    private final String text;

    RunStrategy(String text) {
        this.text = text;
    }

    /** Returns the strategy of a virtual machine, or nothing if it says none that is known. */
    public static Optional<RunStrategy> of(VirtualMachineSpec spec) {
        if (spec.runStrategy() != null) {
            return parse(spec.runStrategy());
        }
        return Optional.ofNullable(spec.running()).map(running -> running ? ALWAYS : HALTED);
    }

    /** Returns the strategy with this name in the API, if there is one. */
    public static Optional<RunStrategy> parse(String text) {
        for (RunStrategy strategy : values()) {
            if (strategy.text.equals(text)) {
                return Optional.of(strategy);
            }
        }
        return Optional.empty();
    }

    /** Returns the name in the API. */
    public String text() {
        return text;
    }
}
