package dev.slipway.machine.validate;

import java.util.regex.Pattern;

/** The form of PCI addresses: domain:bus:slot.function, e.g. 0000:81:00.1. */
final class PciForm {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]");

    private PciForm() {}

    static boolean matches(String text) {
        return FORM.matcher(text).matches();
    }
}
