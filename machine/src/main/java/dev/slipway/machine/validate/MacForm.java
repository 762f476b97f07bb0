package dev.slipway.machine.validate;

import java.util.regex.Pattern;

/** The forms of MAC addresses of six bytes. Source: Go's {@code net.ParseMAC}. */
public final class MacForm {
    private static final Pattern FORM = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}"
            + "|[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){5}"
            + "|[0-9A-Fa-f]{4}(\\.[0-9A-Fa-f]{4}){2}");

    private MacForm() {}

    /** Whether {@code text} is an address, its bytes parted by colons or dashes, or in pairs by dots. */
    public static boolean matches(String text) {
        return FORM.matcher(text).matches();
    }
}
