package dev.slipway.machine.admission;

import java.util.function.Predicate;

/**
 * The right to clone disks of a namespace into others: {@code create} on {@code datavolumes/source}, or, as in CDI, on Pods, since a
 * Pod of the user's own could read the disks, too; it could not read a snapshot, though.
 */
public final class CloneRight {
    private CloneRight() {}

    /**
     * One action that suffices.
     *
     * @param group API group
     * @param resource plural
     * @param subresource may be empty
     * @param namespace where
     */
    public record Creation(String group, String resource, String subresource, String namespace) {}

    /** Returns whether a user holds it, given whom {@code allowed} says may create what. */
    public static boolean isHeld(String namespace, boolean snapshot, Predicate<Creation> allowed) {
        return allowed.test(new Creation("cdi.kubevirt.io", "datavolumes", "source", namespace))
                || !snapshot && allowed.test(new Creation("", "pods", "", namespace));
    }
}
